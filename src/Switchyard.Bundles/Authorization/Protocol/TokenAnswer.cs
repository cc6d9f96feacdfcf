using Switchyard.Model.Secrets;

namespace Switchyard.Bundles.Authorization.Protocol;

/// <summary>Tokens as an authorization server gives them.</summary>
/// <param name="Access">Shown to the bundle's server, and to nobody else.</param>
/// <param name="Refresh">Renews it; null: there is none, or the former one stays.</param>
/// <param name="Lifetime">How long it is good; null: nobody says.</param>
internal sealed record TokenAnswer(Secret Access, Secret? Refresh, TimeSpan? Lifetime);
