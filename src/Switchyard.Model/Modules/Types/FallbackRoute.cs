using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules.Types;

/// <summary><c>route.fallback</c>: tries the targets of an alias in order, and one that failed last for a while.</summary>
public sealed class FallbackRoute : ModuleDefinition<FallbackRouteConfig>
{
    private static readonly TimeSpan UsualCooldown = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public override string Name => "route.fallback";

    /// <inheritdoc />
    public override string Description => "Asks the first model of an alias, and the next ones when it fails; for a while after that it is tried last.";

    /// <inheritdoc />
    protected override FallbackRouteConfig ReadConfig(JsonFields fields) =>
        new(TargetedAliases.Read(fields, weighted: false), fields.Duration("cooldown", UsualCooldown, TimeSpan.Zero, TimeSpan.FromHours(1)));

    /// <inheritdoc />
    protected override void WriteConfig(Utf8JsonWriter writer, FallbackRouteConfig config)
    {
        TargetedAliases.Write(writer, config.Routes, weighted: false);
        writer.WriteString("cooldown", Durations.Format(config.Cooldown));
    }
}
