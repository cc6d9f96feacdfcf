namespace Switchyard.Admin.Federation;

/// <summary>A sign-in by the issuer did not come to its end.</summary>
/// <param name="code">What the sign-in page is told: <c>denied</c>, <c>no_role</c>, <c>stale</c> or <c>issuer</c>.</param>
/// <param name="detail">What happened, for the log; without secrets.</param>
internal sealed class FederationException(string code, string detail) : Exception(detail)
{
    public string Code { get; } = code;
}
