using System.Text.Json;
using Switchyard.Model.Limits;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules.Types;

/// <summary><c>ratelimit.tokens</c>: refuses requests once the tokens of a window are used up.</summary>
public sealed class TokenRate : ModuleDefinition<TokenRateConfig>
{
    /// <summary>Window where none is configured.</summary>
    public static readonly TimeSpan UsualWindow = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public override string Name => "ratelimit.tokens";

    /// <inheritdoc />
    public override string Description => "Refuses requests (429) while the tokens of a window are used up. Tokens are counted when an answer has ended, on each node for itself.";

    /// <inheritdoc />
    protected override TokenRateConfig ReadConfig(JsonFields fields) => new(
        LimitScopes.Read(fields, LimitScope.AccessKey),
        fields.Whole("tokens", 0, 1_000_000_000_000) ?? 0,
        fields.Duration("window", UsualWindow, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        fields.Choice("count", TokenKind.All, ("all", TokenKind.All), ("input", TokenKind.Input), ("output", TokenKind.Output)));

    /// <inheritdoc />
    protected override void WriteConfig(Utf8JsonWriter writer, TokenRateConfig config)
    {
        writer.WriteString("scope", LimitScopes.NameOf(config.Scope));
        writer.WriteNumber("tokens", config.Tokens);
        writer.WriteString("window", Durations.Format(config.Window));
        writer.WriteString("count", config.Count switch
        {
            TokenKind.Input => "input",
            TokenKind.Output => "output",
            _ => "all",
        });
    }
}
