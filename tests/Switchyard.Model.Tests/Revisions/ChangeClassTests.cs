using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using Switchyard.Model.Access;
using Switchyard.Model.Agents;
using Switchyard.Model.Bundles;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Chats;
using Switchyard.Model.Detection;
using Switchyard.Model.Gateways;
using Switchyard.Model.Limits;
using Switchyard.Model.Pricing;
using Switchyard.Model.Providers;
using Switchyard.Model.Proxying;
using Switchyard.Model.Recording;
using Switchyard.Model.Revisions;
using Switchyard.Model.Routing;
using Switchyard.Model.Secrets;
using Switchyard.Model.Server;
using Switchyard.Model.Tools;
using Switchyard.Model.Workspaces;

namespace Switchyard.Model.Tests.Revisions;

/// <summary>Looks at the model itself: whoever adds a setting has to show it, to compare it and to say how a change of it is put in force.</summary>
[Trait("criterion", "CFG-35")]
public sealed class ChangeClassTests
{
    [Fact]
    public void Every_member_of_the_configuration_has_a_class() =>
        ChangeClasses.Members.Keys.Order(StringComparer.Ordinal).ShouldBe(Properties(typeof(ConfigurationModel)).Select(property => property.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_setting_that_is_shown_has_a_class_and_every_class_is_of_one()
    {
        string[] sections = ["server", "access", "recording", "telemetry"];
        var shown = ConfigurationContent.Objects(Samples.Empty).Where(item => sections.Contains(item.Section)).SelectMany(item => Leaves(item.Section, item.Fields));

        shown.Order(StringComparer.Ordinal).ShouldBe(ChangeClasses.Settings.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void There_is_no_class_for_a_restart() => Enum.GetNames<ChangeClass>().ShouldBe(["InPlace", "SideBySide", "Whole"]);

    [Fact]
    public void What_nobody_classified_is_a_fault() => Should.Throw<ArgumentException>(() => ChangeClasses.Of("colours", "sky"));

    /// <summary>Each property on its own is changed, by reflection; the difference must name exactly one object and one field.</summary>
    [Theory]
    [MemberData(nameof(Records))]
    public void A_change_of_every_property_is_seen(string section, string property)
    {
        var (before, after) = Changed(section, property);

        var changes = ConfigurationDiff.Between(before, after).Changes;

        changes.ShouldNotBeEmpty($"{section}: nobody sees a change of {property}");
        changes.ShouldAllBe(change => change.Fields.Count > 0);
    }

    /// <summary>Only bundles out of archives have these; the manifest and the file belong to the hash.</summary>
    [Fact]
    public void Another_archive_and_other_settings_are_seen()
    {
        var archived = Samples.Bundle.Definition with
        {
            Type = BundleType.Mcpb,
            Archive = new string('a', 64),
            Manifest = new ArchiveManifest
            {
                ManifestVersion = "0.3", Name = "n", Version = "1", Runtime = "binary", EntryPoint = "run", Command = "run",
                Fields = [new ArchiveField { Key = "level", Type = ArchiveFieldType.String }],
            },
        };

        Fields(archived with { Archive = new string('b', 64) }).ShouldHaveSingleItem().ShouldEndWith("archive");
        Fields(archived with { Settings = new Dictionary<string, IReadOnlyList<string>> { ["level"] = ["high"] } }).ShouldHaveSingleItem().ShouldContain("settings");

        IEnumerable<string> Fields(BundleDefinition after) =>
            ConfigurationDiff.Between(Defined(Samples.Empty, archived), Defined(Samples.Empty, after)).Changes.SelectMany(change => change.Fields).Select(field => string.Join('.', field.Path));
    }

    public static TheoryData<string, string> Records()
    {
        var data = new TheoryData<string, string>();
        foreach (var (section, type, skipped) in Types())
        {
            foreach (var property in Properties(type).Where(property => !skipped.Contains(property.Name)))
            {
                data.Add(section, property.Name);
            }
        }

        return data;
    }

    private static (string Section, Type Type, string[] Skipped)[] Types() =>
    [
        // Records within it have rows of their own; what is skipped is no content: where it comes from, how it fares, what is computed.
        ("server", typeof(ServerConfig), ["Reload", "Gateways", "Bundles", "Tools", "Agents", "Chats", "Proxy"]),
        ("reload", typeof(ReloadConfig), []),
        ("gateways", typeof(GatewayChannelConfig), ["Log"]),
        ("log", typeof(EventLogConfig), []),
        ("bundleSettings", typeof(BundleSettings), []),
        ("toolSettings", typeof(ToolSettings), []),
        ("agentSettings", typeof(AgentSettings), ["Dial"]),
        ("dialSettings", typeof(AgentDialSettings), []),
        ("chatSettings", typeof(ChatSettings), []),
        ("proxySettings", typeof(ProxySettings), []),
        ("workspaces", typeof(WorkspaceConfig), ["Version"]),
        ("bundles", typeof(BundleConfig), ["Definition", "Credentials", "Origin", "Error", "Version", "User", "SignIn"]),
        ("definitions", typeof(BundleDefinition), ["IsProcess", "StartTimeout", "Limits", "Timeouts", "Archive", "ArchiveFile", "Manifest", "Settings", "IsPerUser", "MaySignIn"]),
        ("bundleLimits", typeof(BundleLimits), []),
        ("bundleTimeouts", typeof(BundleTimeouts), []),
        ("fields", typeof(CredentialField), []),
        ("credentials", typeof(BundleCredentials), []),
        ("recording", typeof(RecordingConfig), []),
        ("access", typeof(AccessConfig), []),
        ("users", typeof(UserConfig), []),
        ("accessKeys", typeof(AccessKeyConfig), []),
        ("routes", typeof(RouteConfig), ["Origin"]),
        ("limits", typeof(LimitConfig), []),
        ("prices", typeof(PriceConfig), []),
        ("providers", typeof(ProviderConfig), ["Origin", "Error", "Version", "UsesKeys", "Settings"]),
        ("keys", typeof(ProviderKeyConfig), []),
        ("clients", typeof(ClientRule), []),
    ];

    private static (ConfigurationModel Before, ConfigurationModel After) Changed(string section, string property)
    {
        var model = Samples.Empty with
        {
            Providers = [Samples.Variant("a", 1)],
            Users = [new UserConfig { Id = Samples.Id(1), Name = "u" }],
            AccessKeys = [new AccessKeyConfig { Id = Samples.Id(2), UserId = Samples.Id(1), Name = "k", Hash = new byte[32], Masked = "…" }],
            Routes = [new RouteConfig("r", [new RouteTarget("a", "m")])],
            Workspaces = [new WorkspaceConfig { Id = Samples.Id(3), Name = "w" }],
            Bundles = [Samples.Bundle],
            Limits = [new LimitConfig { Name = "l", Scope = LimitScope.User, Budget = 1 }],
            Prices = [new PriceConfig { Provider = "a", Model = "m", Input = 1, Output = 1 }],
        };
        return (model, section switch
        {
            "server" => model with { Server = With(model.Server, property) },
            "reload" => model with { Server = model.Server with { Reload = With(model.Server.Reload, property) } },
            "gateways" => model with { Server = model.Server with { Gateways = With(model.Server.Gateways, property) } },
            "log" => model with { Server = model.Server with { Gateways = model.Server.Gateways with { Log = With(model.Server.Gateways.Log, property) } } },
            "bundleSettings" => model with { Server = model.Server with { Bundles = With(model.Server.Bundles, property) } },
            "agentSettings" => model with { Server = model.Server with { Agents = With(model.Server.Agents, property) } },
            "dialSettings" => model with { Server = model.Server with { Agents = model.Server.Agents with { Dial = With(model.Server.Agents.Dial, property) } } },
            "chatSettings" => model with { Server = model.Server with { Chats = With(model.Server.Chats, property) } },
            "proxySettings" => model with { Server = model.Server with { Proxy = With(model.Server.Proxy, property) } },
            "toolSettings" => model with { Server = model.Server with { Tools = With(model.Server.Tools, property) } },
            "workspaces" => model with { Workspaces = [With(model.Workspaces[0], property)] },
            "bundles" => model with { Bundles = [With(Samples.Bundle, property)] },
            "definitions" => Defined(model, With(Samples.Bundle.Definition, property)),
            "bundleLimits" => Defined(model, Samples.Bundle.Definition with { Limits = With(Samples.Bundle.Definition.Limits, property) }),
            "bundleTimeouts" => Defined(model, Samples.Bundle.Definition with { Timeouts = With(Samples.Bundle.Definition.Timeouts, property) }),
            "fields" => Defined(model, Samples.Bundle.Definition with { Credentials = [With(Samples.Bundle.Definition.Credentials[0], property)] }),
            "credentials" => model with { Bundles = [Samples.Bundle with { Credentials = With(Samples.Bundle.Credentials, property) }] },
            "recording" => model with { Recording = With(model.Recording, property) },
            "access" => model with { Access = With(model.Access, property) },
            "users" => model with { Users = [With(model.Users[0], property)] },
            "accessKeys" => model with { AccessKeys = [With(model.AccessKeys[0], property)] },
            "routes" => model with { Routes = [With(model.Routes[0], property)] },
            "limits" => model with { Limits = [With(model.Limits[0], property)] },
            "prices" => model with { Prices = [With(model.Prices[0], property)] },
            "providers" => model with { Providers = [With(model.Providers[0], property)] },
            "keys" => model with { Providers = [model.Providers[0] with { Keys = [With(model.Providers[0].Keys[0], property)] }] },
            "clients" => model with { Detection = new DetectionConfig { Clients = [With(model.Detection.Clients[0], property), .. model.Detection.Clients.Skip(1)] } },
            _ => throw new ArgumentOutOfRangeException(nameof(section)),
        });
    }

    private static ConfigurationModel Defined(ConfigurationModel model, BundleDefinition definition) => model with { Bundles = [Samples.Bundle with { Definition = definition }] };

    private static T With<T>(T record, string name)
        where T : class
    {
        var copy = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(record, null)!;
        var property = typeof(T).GetProperty(name)!;
        property.SetValue(copy, Other(property.PropertyType, property.GetValue(copy)));
        return copy;
    }

    private static object Other(Type type, object? value)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            bool truth => !truth,
            int number => number + 1,
            long number => number + 1,
            decimal number => number + 1,
            string text => $"{text}x",
            Guid => Samples.Id(99),
            TimeSpan time => time + TimeSpan.FromSeconds(1),
            Secret => new Secret("another"),
            _ when type.IsEnum => Enum.GetValues(type).Cast<object>().First(other => !other.Equals(value)),
            BundleKey => new BundleKey("w", "other"),
            _ when type == typeof(IReadOnlyDictionary<string, string>) => new Dictionary<string, string> { ["x"] = "y" },
            _ when type == typeof(IReadOnlyDictionary<string, Secret?>) => new Dictionary<string, Secret?> { ["TOKEN"] = new Secret("another") },
            _ when type == typeof(IReadOnlyList<Guid>) => (Guid[])[Samples.Id(98)],
            _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(7),
            _ when type == typeof(Guid) => Samples.Id(99),
            _ when type == typeof(Secret) => new Secret("another"),
            _ when type == typeof(string) => "x",
            _ when type == typeof(decimal) => 7m,
            _ when type == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch,
            _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>([1, 2, 3]),
            _ when type == typeof(McpSettings) => new McpSettings { AllowedHosts = ["x.example"] },
            _ when type == typeof(SignInTerms) => new SignInTerms { PerUser = true },
            _ when type == typeof(Labels) => Labels.Of([new("region", "eu")]),
            _ when type == typeof(IReadOnlyList<string>) => (string[])["x"],
            _ when type == typeof(IReadOnlyList<int>) => (int[])[8443],
            _ when type == typeof(IReadOnlyList<decimal>) => (decimal[])[0.5m],
            _ when type == typeof(IReadOnlyList<RouteTarget>) => (RouteTarget[])[new RouteTarget("b", "m")],
            _ when type == typeof(IReadOnlyList<HeaderMatch>) => (HeaderMatch[])[new HeaderMatch("x-new")],
            _ when type == typeof(IReadOnlyList<SessionSource>) => (SessionSource[])[SessionSource.OfHeader("x-new")],
            IEnumerable => Array.CreateInstance(type.GetGenericArguments()[0], 0),
            _ => throw new NotSupportedException($"Say here how another {type} looks."),
        };
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static IEnumerable<string> Leaves(string path, JsonObject fields) =>
        fields.SelectMany(member => member.Value is JsonObject inner ? Leaves($"{path}.{member.Key}", inner) : [$"{path}.{member.Key}"]);
}
