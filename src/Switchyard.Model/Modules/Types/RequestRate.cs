using System.Text.Json;
using Switchyard.Model.Limits;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules.Types;

/// <summary><c>ratelimit.requests</c>: refuses requests beyond so many a minute.</summary>
public sealed class RequestRate : ModuleDefinition<RequestRateConfig>
{
    /// <inheritdoc />
    public override string Name => "ratelimit.requests";

    /// <inheritdoc />
    public override string Description => "Refuses requests beyond so many a minute (429), counted per access key, user, provider or node, over all nodes of the database.";

    /// <inheritdoc />
    protected override RequestRateConfig ReadConfig(JsonFields fields) =>
        new(LimitScopes.Read(fields, LimitScope.AccessKey), fields.Whole("requestsPerMinute", 0, 0, 10_000_000));

    /// <inheritdoc />
    protected override void WriteConfig(Utf8JsonWriter writer, RequestRateConfig config)
    {
        writer.WriteString("scope", LimitScopes.NameOf(config.Scope));
        writer.WriteNumber("requestsPerMinute", config.RequestsPerMinute);
    }
}
