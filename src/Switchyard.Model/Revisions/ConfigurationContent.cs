using System.Text.Json.Nodes;
using Switchyard.Model.Access;
using Switchyard.Model.Detection;
using Switchyard.Model.Limits;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;
using Switchyard.Model.Pricing;
using Switchyard.Model.Providers;
using Switchyard.Model.Routing;
using Switchyard.Model.Secrets;

namespace Switchyard.Model.Revisions;

/// <summary>
/// Shows a composed configuration section by section, in the form of the configuration file. It is written member by member, so that nothing appears that was not meant to: secrets have no
/// member here, only <see cref="ContentObject.Secrets"/>.
/// </summary>
public static class ConfigurationContent
{
    private const string Whole = "";

    /// <summary>The sections in their order.</summary>
    public static IReadOnlyList<string> Sections { get; } =
        ["providers", "users", "accessKeys", "routes", "modules", "workspaces", "bundles", "limits", "prices", "server", "access", "recording", "telemetry", "detection"];

    /// <summary>The whole for people: with the origin of what has one and what is wrong with a provider.</summary>
    public static JsonObject Of(ConfigurationModel model) => new()
    {
        ["providers"] = List(model.Providers, provider => With(Provider(provider), ("origin", OriginOf(provider.Origin)), ("error", provider.Error))),
        ["users"] = List(model.Users, User),
        ["accessKeys"] = List(model.AccessKeys, AccessKey),
        ["routes"] = List(model.Routes, route => With(Route(route), ("origin", OriginOf(route.Origin)))),
        ["modules"] = List(model.Modules, module => With(Module(module), ("origin", OriginOf(module.Origin)))),
        ["workspaces"] = List(model.Workspaces, BundleContent.Of),
        ["bundles"] = List(model.Bundles, bundle => With(BundleContent.Of(bundle), ("origin", OriginOf(bundle.Origin)), ("error", bundle.Error))),
        ["limits"] = List(model.Limits, Limit),
        ["prices"] = List(model.Prices, Price),
        ["server"] = ServerContent.Of(model.Server),
        ["access"] = new JsonObject { ["byok"] = model.Access.Byok },
        ["recording"] = ServerContent.Of(model.Recording),
        ["telemetry"] = new JsonObject { ["maxModels"] = model.Server.MaxModelLabels },
        ["detection"] = new JsonObject { ["clients"] = List(model.Detection.Clients, Client) },
    };

    /// <summary>Every object as data, in the order of sections, then names.</summary>
    public static IReadOnlyList<ContentObject> Objects(ConfigurationModel model) => [.. Entries(model).Select(entry => entry.Open())];

    /// <summary>Where an object comes from, in a few words: <c>FILE:LINE</c>, <c>document NAME:LINE</c>, <c>database</c> or <c>default</c>.</summary>
    public static string OriginOf(Origin origin) => origin.Kind switch
    {
        OriginKind.File => $"{origin.Location}:{origin.Line}",
        OriginKind.Document => $"document {origin.Location}:{origin.Line}",
        OriginKind.Database => "database",
        _ => "default",
    };

    /// <summary>Name of a price within its section.</summary>
    public static string NameOf(PriceConfig price) => price.From is { } from ? $"{price.Provider}/{price.Model} from {from:O}" : $"{price.Provider}/{price.Model}";

    internal static List<ContentEntry> Entries(ConfigurationModel model)
    {
        var entries = new List<ContentEntry>(model.Providers.Count + model.Users.Count + model.AccessKeys.Count + model.Routes.Count + 64);
        Add(entries, "providers", model.Providers, provider => provider.Name, Provider, SecretsOf);
        Add(entries, "users", model.Users, user => user.Name, User);
        Add(entries, "accessKeys", model.AccessKeys, key => key.Id.ToString("D"), AccessKey, key => new Dictionary<string, Secret> { ["key"] = new(Convert.ToHexString(key.Hash.Span)) });
        Add(entries, "routes", model.Routes, route => route.Name, Route);
        // They run in their order.
        Add(entries, "modules", [model.Modules], _ => Whole, modules => new JsonObject { ["order"] = List(modules, module => (JsonNode)module.Name) });
        Add(entries, "modules", model.Modules, module => module.Name, Module);
        Add(entries, "workspaces", model.Workspaces, workspace => workspace.Name, BundleContent.Of);
        Add(entries, "bundles", model.Bundles, bundle => bundle.Key.ToString(), BundleContent.Of, BundleContent.SecretsOf);
        Add(entries, "limits", model.Limits, limit => limit.Name, Limit);
        Add(entries, "prices", model.Prices, NameOf, Price);
        Add(entries, "server", [model.Server], _ => Whole, ServerContent.Of);
        Add(entries, "access", [model.Access], _ => Whole, access => new JsonObject { ["byok"] = access.Byok });
        Add(entries, "recording", [model.Recording], _ => Whole, ServerContent.Of);
        Add(entries, "telemetry", [model.Server], _ => Whole, server => new JsonObject { ["maxModels"] = server.MaxModelLabels });
        // The first client that fits counts, so their order is content too.
        Add(entries, "detection", [model.Detection], _ => Whole, detection => new JsonObject { ["order"] = List(detection.Clients, client => (JsonNode)client.Client) });
        Add(entries, "detection", model.Detection.Clients, client => client.Client, Client);
        return entries;
    }

    private static void Add<T>(
        List<ContentEntry> entries, string section, IReadOnlyList<T> items, Func<T, string> name, Func<T, JsonObject> show, Func<T, IReadOnlyDictionary<string, Secret>>? secrets = null)
        where T : class
    {
        var named = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            // Of prices for the same the first counts; the others are named, too, because what is hidden may be uncovered.
            var own = name(item);
            for (var i = 2; !named.TryAdd(own, item); i++)
            {
                own = $"{name(item)} ({i})";
            }
        }

        entries.AddRange(named.Select(pair => new ContentEntry(
            section, pair.Key, pair.Value, () => new ContentObject(section, pair.Key, show(pair.Value), secrets?.Invoke(pair.Value) ?? ContentObject.NoSecrets))));
    }

    private static Dictionary<string, Secret> SecretsOf(ProviderConfig provider)
    {
        var secrets = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var key in provider.Keys.Where(key => key.Value is not null))
        {
            secrets[$"keys.{key.Id:D}.key"] = key.Value!;
        }

        if (ProviderSettingsJson.WriteSecrets(provider.Settings) is { } settings)
        {
            secrets["settings.secrets"] = new Secret(settings);
        }

        return secrets;
    }

    private static JsonObject Provider(ProviderConfig provider) => new()
    {
        ["id"] = provider.Id.ToString("D"),
        ["name"] = provider.Name,
        ["type"] = ProviderTypes.NameOf(provider.Type),
        ["displayName"] = provider.DisplayName,
        ["baseUrl"] = provider.BaseUrl,
        ["enabled"] = provider.Enabled,
        ["allowByok"] = provider.AllowByok,
        ["settings"] = JsonNode.Parse(ProviderSettingsJson.Show(provider.Settings)),
        ["selector"] = JsonNode.Parse(provider.Selector.ToJson()),
        ["keys"] = List(provider.Keys, key => new JsonObject
        {
            ["id"] = key.Id.ToString("D"),
            ["label"] = key.Label,
            ["position"] = key.Position,
            ["enabled"] = key.Enabled,
            ["masked"] = key.Masked,
            ["resetAt"] = Time(key.ResetAt),
        }),
    };

    private static JsonObject User(UserConfig user) => new()
    {
        ["id"] = user.Id.ToString("D"),
        ["name"] = user.Name,
        ["email"] = user.Email,
        ["enabled"] = user.Enabled,
        ["providers"] = Texts(user.Providers),
    };

    private static JsonObject AccessKey(AccessKeyConfig key) => new()
    {
        ["id"] = key.Id.ToString("D"),
        ["name"] = key.Name,
        ["userId"] = key.UserId.ToString("D"),
        ["masked"] = key.Masked,
        ["enabled"] = key.Enabled,
        ["expiresAt"] = Time(key.ExpiresAt),
        ["workspace"] = key.Workspace,
        ["tools"] = Texts(key.Tools),
        ["providers"] = Texts(key.Providers),
    };

    private static JsonObject Route(RouteConfig route) => new()
    {
        ["name"] = route.Name,
        ["targets"] = List(route.Targets, target => new JsonObject { ["provider"] = target.Provider, ["model"] = target.Model }),
        ["selector"] = JsonNode.Parse(route.Selector.ToJson()),
    };

    private static JsonObject Limit(LimitConfig limit) => new()
    {
        ["name"] = limit.Name,
        ["scope"] = limit.Scope.ToString(),
        ["match"] = limit.Match,
        ["requestsPerMinute"] = limit.RequestsPerMinute,
        ["concurrency"] = limit.Concurrency,
        ["budget"] = limit.Budget,
        ["warnAt"] = limit.Budget is null ? null : List(limit.WarnAt, share => JsonValue.Create(share)),
    };

    private static JsonObject Module(ModuleConfig module) => new()
    {
        ["name"] = module.Name,
        ["type"] = module.Type,
        ["config"] = JsonNode.Parse(module.Config),
        ["on"] = new JsonObject { ["providers"] = Texts(module.On.Providers), ["routes"] = Texts(module.On.Routes), ["formats"] = Texts(module.On.Formats) },
        ["requires"] = Texts(module.Requires),
        ["enabled"] = module.Enabled,
        ["onError"] = module.OnError == ModuleErrorPolicy.Skip ? "skip" : "fail",
    };

    private static JsonObject Price(PriceConfig price) => new()
    {
        ["provider"] = price.Provider,
        ["model"] = price.Model,
        ["input"] = price.Input,
        ["output"] = price.Output,
        ["cacheRead"] = price.CacheRead,
        ["cacheWrite"] = price.CacheWrite,
        ["cacheWriteHour"] = price.CacheWriteHour,
        ["from"] = price.From?.ToString("O"),
    };

    private static JsonObject Client(ClientRule client) => new()
    {
        ["name"] = client.Client,
        ["userAgents"] = Texts(client.UserAgents),
        ["headers"] = List(client.Headers, header => new JsonObject { ["name"] = header.Name, ["value"] = header.Value }),
        ["sessions"] = List(client.Sessions, session => session.Header is null ? new JsonObject { ["body"] = "metadata.user_id" } : new JsonObject { ["header"] = session.Header }),
    };

    private static JsonObject With(JsonObject shown, params ReadOnlySpan<(string Name, string? Value)> members)
    {
        foreach (var (name, value) in members)
        {
            shown[name] = value;
        }

        return shown;
    }

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> show) => [.. items.Select(show)];

    private static JsonArray? Texts(IReadOnlyList<string>? texts) => texts is null ? null : List(texts, text => JsonValue.Create(text));
}
