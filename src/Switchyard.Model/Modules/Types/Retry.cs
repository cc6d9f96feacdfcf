using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules.Types;

/// <summary><c>retry</c>: how often and how long a failed attempt is repeated.</summary>
public sealed class Retry : ModuleDefinition<RetryConfig>
{
    /// <inheritdoc />
    public override string Name => "retry";

    /// <inheritdoc />
    public override string Description => "Says in place of the providers' settings how often, how long and within which budget a failed attempt is repeated before the first byte.";

    /// <inheritdoc />
    protected override RetryConfig ReadConfig(JsonFields fields) => new(
        (int?)fields.Whole("attempts", 1, 10),
        fields.Has("window") ? fields.Duration("window", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMinutes(10)) : Nothing(fields),
        fields.Number("budget", 0, 1));

    /// <inheritdoc />
    protected override void WriteConfig(Utf8JsonWriter writer, RetryConfig config)
    {
        if (config.Attempts is { } attempts)
        {
            writer.WriteNumber("attempts", attempts);
        }
        else
        {
            writer.WriteNull("attempts");
        }

        writer.WriteString("window", config.Window is { } window ? Durations.Format(window) : null);
        if (config.Budget is { } budget)
        {
            writer.WriteNumber("budget", budget / 1.000000000000000000000000000000m);
        }
        else
        {
            writer.WriteNull("budget");
        }
    }

    private static TimeSpan? Nothing(JsonFields fields)
    {
        fields.TryTake("window", out _);
        return null;
    }
}
