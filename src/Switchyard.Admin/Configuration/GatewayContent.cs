using System.Text.Json.Nodes;
using Switchyard.Model.Gateways;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Configuration;

/// <summary>The settings of the gateway channel and of the log of events, in the form of the configuration file.</summary>
internal static class GatewayContent
{
    public static JsonObject Of(GatewayChannelConfig config) => new()
    {
        ["connectRate"] = config.ConnectRate,
        ["failedRate"] = config.FailedRate,
        ["maxConnections"] = config.MaxConnections,
        ["maxInstances"] = config.MaxInstances,
        ["helloTimeout"] = Durations.Format(config.HelloTimeout),
        ["welcomeTimeout"] = Durations.Format(config.WelcomeTimeout),
        ["ping"] = Durations.Format(config.Ping),
        ["deadAfter"] = Durations.Format(config.DeadAfter),
        ["writeTimeout"] = Durations.Format(config.WriteTimeout),
        ["maxFrame"] = config.MaxFrame,
        ["snapshotFrame"] = config.SnapshotFrame,
        ["window"] = config.Window,
        ["lagging"] = Durations.Format(config.Lagging),
        ["resumeAfter"] = Durations.Format(config.ResumeAfter),
        ["bookmark"] = Durations.Format(config.Bookmark),
        ["maxAge"] = Durations.Format(config.MaxAge),
        ["lease"] = Durations.Format(config.Lease),
        ["renew"] = Durations.Format(config.Renew),
        ["allowedOrigins"] = new JsonArray([.. config.AllowedOrigins.Select(origin => (JsonNode)origin)]),
    };

    /// <summary>Adds the settings of the log to those of the hub.</summary>
    public static JsonObject WithLog(this JsonObject hub, EventLogConfig log)
    {
        hub["pageSize"] = log.PageSize;
        hub["cleanupInterval"] = Durations.Format(log.CleanupInterval);
        hub["retention"] = Durations.Format(log.Retention);
        hub["unacked"] = new JsonObject { ["age"] = Durations.Format(log.UnackedAge), ["count"] = log.UnackedCount };
        hub["resync"] = Durations.Format(log.Resync);
        return hub;
    }
}
