using Switchyard.Model.Limits;

namespace Switchyard.Gateway.Limits;

/// <summary>One allowance: a limit and one of those it counts.</summary>
/// <param name="Limit">Name of the limit.</param>
/// <param name="Scope">The kind of subject.</param>
/// <param name="Subject">Id of the user, access key, provider or node.</param>
internal readonly record struct LimitKey(string Limit, LimitScope Scope, Guid Subject);
