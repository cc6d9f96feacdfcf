using Switchyard.Model.Limits;

namespace Switchyard.Model.Modules.Types;

/// <summary>Configuration of <c>ratelimit.tokens</c>.</summary>
/// <param name="Scope">What is counted together.</param>
/// <param name="Tokens">Tokens in a window; 0 is off.</param>
/// <param name="Window">Length of a window.</param>
/// <param name="Count">Which tokens.</param>
public sealed record TokenRateConfig(LimitScope Scope, long Tokens, TimeSpan Window, TokenKind Count);
