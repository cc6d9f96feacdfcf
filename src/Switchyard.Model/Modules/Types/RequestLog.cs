using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules.Types;

/// <summary><c>log.requests</c>: one line of the log per request, without anything of its content.</summary>
public sealed class RequestLog : ModuleDefinition<RequestLogConfig>
{
    /// <inheritdoc />
    public override string Name => "log.requests";

    /// <inheritdoc />
    public override string Description => "Logs a line per request: who asked which model of whom, how it ended, its tokens, cost and times. Nothing of its content.";

    /// <inheritdoc />
    protected override RequestLogConfig ReadConfig(JsonFields fields) => new(
        fields.Number("sample", 0, 1) ?? 0,
        fields.Flag("failures", false),
        fields.Duration("slowerThan", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1)));

    /// <inheritdoc />
    protected override void WriteConfig(Utf8JsonWriter writer, RequestLogConfig config)
    {
        writer.WriteNumber("sample", config.Sample / 1.000000000000000000000000000000m);
        writer.WriteBoolean("failures", config.Failures);
        writer.WriteString("slowerThan", Durations.Format(config.SlowerThan));
    }
}
