namespace Switchyard.Model.Modules.Types;

/// <summary>Configuration of <c>guardrail.regex</c>.</summary>
/// <param name="Rules">Tried in order.</param>
/// <param name="Timeout">Longest time one pattern may take with one text.</param>
/// <param name="MaxResponseBytes">Longest response that is read whole before the client gets it; a longer one is refused if a rule could refuse or mask it.</param>
public sealed record GuardrailConfig(IReadOnlyList<GuardrailRule> Rules, TimeSpan Timeout, int MaxResponseBytes);
