using System.Text.Json;
using Switchyard.Model.Limits;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules.Types;

/// <summary><c>budget.cost</c>: refuses requests once the month's money is spent.</summary>
public sealed class CostBudget : ModuleDefinition<CostBudgetConfig>
{
    /// <inheritdoc />
    public override string Name => "budget.cost";

    /// <inheritdoc />
    public override string Description => "Refuses requests (403) that the calendar month's budget has no room for. The budget is compared with all recorded cost of the subject, over all nodes and restarts.";

    /// <inheritdoc />
    protected override CostBudgetConfig ReadConfig(JsonFields fields) => new(
        LimitScopes.Read(fields, LimitScope.User),
        fields.Number("budget", 0.000001m, 1_000_000_000),
        fields.Numbers("warnAt", 10, 0, 1) is { } shares ? [.. shares.Distinct().Order()] : LimitConfig.DefaultWarnAt);

    /// <inheritdoc />
    protected override void WriteConfig(Utf8JsonWriter writer, CostBudgetConfig config)
    {
        writer.WriteString("scope", LimitScopes.NameOf(config.Scope));
        if (config.Budget is { } budget)
        {
            writer.WriteNumber("budget", Normal(budget));
        }
        else
        {
            writer.WriteNull("budget");
        }

        writer.WriteStartArray("warnAt");
        foreach (var share in config.WarnAt)
        {
            writer.WriteNumberValue(Normal(share));
        }

        writer.WriteEndArray();
    }

    // 1.50 and 1.5 are one amount.
    private static decimal Normal(decimal value) => value / 1.000000000000000000000000000000m;
}
