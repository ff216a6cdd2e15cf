import { Config, Context, Layer, Option } from "effect"

const environment = Config.all({
  host: Config.String("HOST").pipe(Config.withDefault("127.0.0.1")),
  port: Config.Port("PORT").pipe(Config.withDefault(8080)),
  publicUrl: Config.URL("PUBLIC_URL").pipe(Config.option),
  databaseUrl: Config.Redacted("DATABASE_URL").pipe(Config.option),
  dataDir: Config.NonEmptyString("DATA_DIR").pipe(Config.withDefault(".data")),
  smtpUrl: Config.Redacted("SMTP_URL").pipe(Config.option),
  pushHosts: Config.NonEmptyString("PUSH_HOSTS").pipe(Config.option),
  secretKey: Config.Redacted("SECRET_KEY").pipe(Config.option),
  seedFile: Config.NonEmptyString("SEED_FILE").pipe(Config.option),
  seedDemo: Config.Boolean("SEED_DEMO").pipe(Config.option),
  demoPassword: Config.Redacted("DEMO_PASSWORD").pipe(Config.option),
  clusterAddress: Config.all({
    host: Config.NonEmptyString("CLUSTER_HOST"),
    port: Config.Port("CLUSTER_PORT"),
  }).pipe(
    Config.option,
  ),
})

/** The operator's interface: everything that the environment can say (see README). */
export class DeskConfig extends Context.Service<
  DeskConfig,
  Omit<Config.Success<typeof environment>, "publicUrl"> & {
    /** Where providers and browsers reach the desk, without a slash at the end. */
    readonly publicUrl: string
    /** What providers sign: the configured address; without one, the address that they called. */
    readonly webhookOrigin: Option.Option<string>
  }
>()("desk/server/DeskConfig") {
  static readonly layer = Layer.effect(
    DeskConfig,
    environment.pipe(Config.map((config) => {
      const publicUrl = Option.map(config.publicUrl, (url) => url.href.replace(/\/$/, ""))
      return {
        ...config,
        publicUrl: Option.getOrElse(publicUrl, () => `http://${config.host}:${config.port}`),
        webhookOrigin: publicUrl,
      }
    })),
  )
}
