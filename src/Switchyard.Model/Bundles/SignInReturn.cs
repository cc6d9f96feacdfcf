using Switchyard.Model.Secrets;

namespace Switchyard.Model.Bundles;

/// <summary>What a browser came back with (RFC 6749 §4.1.2, RFC 9207).</summary>
/// <param name="State">The <c>state</c>.</param>
/// <param name="Code">The <c>code</c>, or null.</param>
/// <param name="Error">The <c>error</c>, or null.</param>
/// <param name="Issuer">The <c>iss</c>, or null.</param>
public sealed record SignInReturn(Secret State, Secret? Code, string? Error, string? Issuer);
