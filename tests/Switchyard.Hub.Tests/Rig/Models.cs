using System.Security.Cryptography;
using System.Text;
using Switchyard.Model.Access;
using Switchyard.Model.Detection;
using Switchyard.Model.Gateways;
using Switchyard.Model.Limits;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;
using Switchyard.Model.Pricing;
using Switchyard.Model.Providers;
using Switchyard.Model.Recording;
using Switchyard.Model.Revisions;
using Switchyard.Model.Routing;
using Switchyard.Model.Secrets;
using Switchyard.Model.Server;

namespace Switchyard.Hub.Tests.Rig;

/// <summary>Configurations that use every part of the model; the same seed gives the same one, in any process.</summary>
internal sealed class Models(int seed)
{
    /// <summary>In every secret that is made here, so that one that leaks is found.</summary>
    public const string Canary = "sk-canary";

    public static readonly Guid Epoch = new("01900000-0000-7000-8000-00000000e000");

    private static readonly DateTimeOffset Instant = new(2026, 3, 4, 5, 6, 7, 890, TimeSpan.Zero);

    private readonly Random _random = new(seed);

    /// <summary>Gives secrets away to nobody and is the same in every process, as that of a node with its key.</summary>
    public static string Fingerprint(string text) => Convert.ToHexStringLower(HMACSHA256.HashData("a key of the tests"u8, Encoding.UTF8.GetBytes(text)))[..32];

    public ConfigurationModel Next() => new()
    {
        Epoch = Epoch,
        Revision = _random.Next(1, 1_000_000),
        Hash = "of the node",
        Providers = [.. Some(6, Provider).OrderBy(provider => provider.Name, StringComparer.Ordinal)],
        Users = Some(5, index => new UserConfig { Id = Id(), Name = Text($"user-{index}"), Email = Maybe(Text("@mail")), Enabled = Flag(), Providers = MaybeList() }),
        AccessKeys = Some(5, index => new AccessKeyConfig
        {
            Id = Id(),
            UserId = Id(),
            Name = Text($"key-{index}"),
            Hash = Bytes(32),
            Masked = "sy_…abcd",
            Enabled = Flag(),
            ExpiresAt = MaybeTime(),
            Workspace = Maybe("ws"),
            Providers = MaybeList(),
        }),
        Routes = Some(4, index => new RouteConfig($"alias-{index}", Some(3, target => new RouteTarget($"p{target}", Text("model")))) { Selector = Selector() }),
        Modules = Some(5, index => new ModuleConfig
        {
            Name = $"module-{_random.Next(9)}-{index}",
            Type = Flag() ? "header.transform" : "of.somebody",
            Config = $$"""{"text":"{{Text("a+b<é>")}}","count":{{_random.Next(9)}}}""",
            On = Flag() ? ModulePlacement.Everything : new ModulePlacement { Providers = ["p1"], Routes = ["alias-1"], Formats = ["messages"] },
            Requires = Flag() ? [] : ["retry"],
            Enabled = Flag(),
            OnError = Flag() ? ModuleErrorPolicy.Fail : ModuleErrorPolicy.Skip,
            Origin = Flag() ? Origin.Default : Origin.Database,
        }),
        Limits = Some(4, index => new LimitConfig
        {
            Name = $"limit-{index}",
            Scope = Enum.GetValues<LimitScope>()[_random.Next(4)],
            Match = Maybe("p1"),
            RequestsPerMinute = _random.Next(1000),
            Concurrency = _random.Next(100),
        }),
        Prices = Some(3, index => new PriceConfig
        {
            Provider = $"p{index}",
            Model = Text("m"),
            Input = _random.Next(10_000) / 100m,
            Output = _random.Next(10_000) / 100m,
            CacheRead = Flag() ? 0.3m : null,
            From = MaybeTime(),
        }),
        Cuts = Some(3, _ => new Cut(Flag() ? CutKind.Provider : CutKind.ProviderKey, Id(), _random.Next(1, 1000))),
        Server = new ServerConfig { MaxBodyBytes = _random.Next(1 << 20, 1 << 25), DrainCeiling = TimeSpan.FromMilliseconds(_random.Next(1, 1 << 20)), EgressAllow = Some(3, index => $"10.{index}.0.0/16") },
        Access = new AccessConfig { Byok = Flag() },
        Recording = new RecordingConfig { Prompts = Enum.GetValues<PromptRecording>()[_random.Next(3)], Retention = TimeSpan.FromDays(_random.Next(1, 400)), LogRecords = Flag() },
        Detection = Flag()
            ? DetectionConfig.Default
            : new DetectionConfig
            {
                Clients = Some(3, index => new ClientRule($"client-{index}")
                {
                    UserAgents = Some(2, agent => Text($"agent{agent}/")),
                    Headers = Some(2, header => new HeaderMatch($"x-h{header}", Maybe("v"))),
                    Sessions = Flag() ? [SessionSource.MetadataUserId] : [SessionSource.OfHeader("x-session")],
                }),
            },
    };

    public Secret Secret() => new($"{Canary}-{_random.NextInt64():x16}");

    private ProviderConfig Provider(int index)
    {
        var type = Enum.GetValues<ProviderType>()[_random.Next(5)];
        var fromFile = _random.Next(3) == 0;
        return new ProviderConfig
        {
            Id = Id(),
            Name = $"provider-{index}",
            Type = type,
            DisplayName = Text("Provider"),
            BaseUrl = $"https://p{index}.example/v1",
            Enabled = Flag(),
            AllowByok = Flag(),
            Settings = Settings(type),
            Keys = Some(4, position => new ProviderKeyConfig
            {
                Id = Id(),
                Label = Text("label"),
                Position = position,
                Enabled = Flag(),
                Masked = "…wxyz",
                ResetAt = MaybeTime(),
                Value = _random.Next(8) == 0 ? null : Secret(),
            }),
            Selector = Selector(),
            Origin = fromFile ? new Origin(OriginKind.File, "switchyard.yaml", 12) : Origin.Database,
            Error = Maybe(ProviderErrors.SecretUnreadable),
            Version = fromFile ? 0 : _random.Next(1, 100),
        };
    }

    private ProviderSettings Settings(ProviderType type)
    {
        var settings = ProviderSettings.Default with
        {
            MaxBodyBytes = Flag() ? _random.Next(1024, 1 << 20) : null,
            Timeouts = TimeoutSettings.Default with { Idle = TimeSpan.FromSeconds(_random.Next(1, 600)) },
            OnDisconnect = Flag() ? DisconnectPolicy.Drain : DisconnectPolicy.Cancel,
            SendActor = Flag(),
            SendTrace = Flag(),
            Tools = Flag(),
            Passthrough = Flag() ? ["/v1/models", "/v1/files/*"] : null,
        };
        return type switch
        {
            ProviderType.AzureOpenAI => settings with
            {
                ApiVersion = "2024-10-21",
                Deployments = Flag() ? new Dictionary<string, string> { ["gpt-5"] = "five", ["gpt-4"] = "four" } : null,
            },
            ProviderType.Bedrock => settings with
            {
                Bedrock = new BedrockSettings
                {
                    Region = "eu-central-1",
                    AccessKeyId = Maybe("AKIAEXAMPLE"),
                    SecretAccessKey = Flag() ? Secret() : null,
                    SessionToken = Flag() ? Secret() : null,
                    Models = Some(2, index => new BedrockModel($"claude-{index}", Maybe($"arn:{index}")) { Betas = Flag() ? ["b1"] : null, RemovedMembers = Flag() ? ["x"] : [], ThinkingBudget = Flag() }),
                },
            },
            _ => settings,
        };
    }

    private T[] Some<T>(int most, Func<int, T> make) => [.. Enumerable.Range(0, _random.Next(most + 1)).Select(make)];

    private Labels Selector() => Flag() ? Labels.None : Labels.Of([new("region", Flag() ? "eu" : "us")]);

    private string[]? MaybeList() => Flag() ? Some(3, index => $"provider-{index}") : null;

    private DateTimeOffset? MaybeTime() => Flag() ? Instant.AddMilliseconds(_random.Next()) : null;

    private string? Maybe(string text) => Flag() ? text : null;

    // Texts that must be escaped in JSON, or that some encoder would escape needlessly.
    private string Text(string stem) => stem + new[] { "", " ä", "\"quoted\"", "<b>&amp;", "\\", "\u2028", "🚂", "\t" }[_random.Next(8)];

    private bool Flag() => _random.Next(2) == 0;

    private Guid Id() => new(Bytes(16));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
