namespace Switchyard.Model.Modules.Types;

/// <summary>One rule of a guardrail.</summary>
/// <param name="Name">What refusals and metrics call it.</param>
/// <param name="Pattern">Regular expression of the non-backtracking kind.</param>
/// <param name="Action">What is done.</param>
/// <param name="Side">Which texts are read.</param>
/// <param name="IgnoreCase">Whether case makes no difference.</param>
/// <param name="Replacement">What stands in place of a match that is masked.</param>
public sealed record GuardrailRule(string Name, string Pattern, GuardrailAction Action, GuardrailSide Side, bool IgnoreCase, string Replacement);
