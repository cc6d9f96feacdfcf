using System.Text.Json.Nodes;
using Switchyard.Model.Access;
using Switchyard.Model.Detection;
using Switchyard.Model.Limits;
using Switchyard.Model.Modules;
using Switchyard.Model.Origins;
using Switchyard.Model.Providers;
using Switchyard.Model.Revisions;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Configuration;

/// <summary>Shows a composed configuration section by section. It is written member by member, so that nothing appears that was not meant to: secrets have no member here.</summary>
internal static class ConfigurationContent
{
    public static JsonObject Of(ConfigurationModel model) => new()
    {
        ["providers"] = List(model.Providers, Provider),
        ["users"] = List(model.Users, User),
        ["accessKeys"] = List(model.AccessKeys, AccessKey),
        ["routes"] = List(model.Routes, route => new JsonObject
        {
            ["name"] = route.Name,
            ["targets"] = List(route.Targets, target => new JsonObject { ["provider"] = target.Provider, ["model"] = target.Model }),
            ["origin"] = OriginOf(route.Origin),
        }),
        ["modules"] = List(model.Modules, Module),
        ["limits"] = List(model.Limits, Limit),
        ["prices"] = List(model.Prices, price => new JsonObject
        {
            ["provider"] = price.Provider,
            ["model"] = price.Model,
            ["input"] = price.Input,
            ["output"] = price.Output,
            ["cacheRead"] = price.CacheRead,
            ["cacheWrite"] = price.CacheWrite,
            ["cacheWriteHour"] = price.CacheWriteHour,
            ["from"] = price.From?.ToString("O"),
        }),
        ["server"] = new JsonObject
        {
            ["limits"] = new JsonObject
            {
                ["bodyBytes"] = model.Server.MaxBodyBytes,
                ["headerBytes"] = model.Server.MaxHeaderBytes,
                ["headers"] = model.Server.MaxHeaders,
                ["minBodyRate"] = model.Server.MinBodyRate,
                ["jsonDepth"] = model.Server.MaxJsonDepth,
                ["eventBytes"] = model.Server.MaxEventBytes,
            },
            ["drainCeiling"] = Durations.Format(model.Server.DrainCeiling),
            ["streaming"] = new JsonObject
            {
                ["heartbeat"] = Durations.Format(model.Server.Heartbeat),
                ["slowFlush"] = Durations.Format(model.Server.SlowFlush),
                ["stall"] = Durations.Format(model.Server.ClientStall),
            },
            ["listen"] = Texts(model.Server.Listen),
            ["egress"] = new JsonObject { ["allow"] = Texts(model.Server.EgressAllow) },
            ["edge"] = new JsonObject { ["maxOffline"] = Durations.Format(model.Server.EdgeMaxOffline), ["journalBytes"] = model.Server.EdgeJournalBytes },
            ["hub"] = new JsonObject
            {
                ["pollInterval"] = Durations.Format(model.Server.HubPollInterval),
                ["retryMin"] = Durations.Format(model.Server.HubRetryMin),
                ["retryMax"] = Durations.Format(model.Server.HubRetryMax),
            }.WithLog(model.Server.Gateways.Log),
            ["gateways"] = GatewayContent.Of(model.Server.Gateways),
            ["reload"] = new JsonObject
            {
                ["debounce"] = Durations.Format(model.Server.Reload.Debounce),
                ["maxDelay"] = Durations.Format(model.Server.Reload.MaxDelay),
                ["retryRead"] = Durations.Format(model.Server.Reload.RetryRead),
                ["scan"] = Durations.Format(model.Server.Reload.Scan),
                ["retryMin"] = Durations.Format(model.Server.Reload.RetryMin),
                ["retryMax"] = Durations.Format(model.Server.Reload.RetryMax),
            },
        },
        ["access"] = new JsonObject { ["byok"] = model.Access.Byok },
        ["recording"] = new JsonObject
        {
            ["prompts"] = model.Recording.Prompts.ToString().ToLowerInvariant(),
            ["onFailure"] = model.Recording.ServeOnFailure ? "serve" : "refuse",
            ["retention"] = Durations.Format(model.Recording.Retention),
            ["logRecords"] = model.Recording.LogRecords,
            ["journal"] = new JsonObject
            {
                ["sync"] = Durations.Format(model.Recording.JournalSync),
                ["batch"] = model.Recording.BatchSize,
                ["interval"] = Durations.Format(model.Recording.BatchInterval),
                ["maxBytes"] = model.Recording.JournalMaxBytes,
            },
            ["dumpDirectory"] = model.Recording.DumpDirectory,
        },
        ["telemetry"] = new JsonObject { ["maxModels"] = model.Server.MaxModelLabels },
        ["detection"] = new JsonObject { ["clients"] = List(model.Detection.Clients, Client) },
    };

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
        ["keys"] = List(provider.Keys, key => new JsonObject
        {
            ["id"] = key.Id.ToString("D"),
            ["label"] = key.Label,
            ["position"] = key.Position,
            ["enabled"] = key.Enabled,
            ["masked"] = key.Masked,
        }),
        ["origin"] = OriginOf(provider.Origin),
        ["error"] = provider.Error,
    };

    private static JsonObject User(UserConfig user) => new()
    {
        ["id"] = user.Id.ToString("D"),
        ["name"] = user.Name,
        ["enabled"] = user.Enabled,
        ["providers"] = user.Providers is null ? null : Texts(user.Providers),
    };

    private static JsonObject AccessKey(AccessKeyConfig key) => new()
    {
        ["id"] = key.Id.ToString("D"),
        ["name"] = key.Name,
        ["userId"] = key.UserId.ToString("D"),
        ["masked"] = key.Masked,
        ["enabled"] = key.Enabled,
        ["expiresAt"] = key.ExpiresAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
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
        ["origin"] = OriginOf(module.Origin),
    };

    private static JsonObject Limit(LimitConfig limit) => new()
    {
        ["name"] = limit.Name,
        ["scope"] = limit.Scope.ToString(),
        ["match"] = limit.Match,
        ["requestsPerMinute"] = limit.RequestsPerMinute,
        ["concurrency"] = limit.Concurrency,
        ["budget"] = limit.Budget,
        ["warnAt"] = limit.Budget is null ? null : new JsonArray([.. limit.WarnAt.Select(share => JsonValue.Create(share))]),
    };

    private static JsonObject Client(ClientRule client) => new()
    {
        ["name"] = client.Client,
        ["userAgents"] = Texts(client.UserAgents),
        ["headers"] = List(client.Headers, header => new JsonObject { ["name"] = header.Name, ["value"] = header.Value }),
        ["sessions"] = List(client.Sessions, session => session.Header is null ? new JsonObject { ["body"] = "metadata.user_id" } : new JsonObject { ["header"] = session.Header }),
    };

    private static string OriginOf(Origin origin) => origin.Kind switch
    {
        OriginKind.File => $"{origin.Location}:{origin.Line}",
        OriginKind.Document => $"document {origin.Location}:{origin.Line}",
        OriginKind.Database => "database",
        _ => "default",
    };

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode> show) => [.. items.Select(show)];

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
