namespace Switchyard.Admin.Options;

/// <summary>Where browsers go for a sign-in by an issuer.</summary>
public static class FederationPaths
{
    /// <summary>Begins one; <c>?then=</c> names a page of the console.</summary>
    public const string Begin = "/console/sign-in/person";

    /// <summary>What the issuer has to know as the redirect URI.</summary>
    public const string Return = "/console/sign-in/return";
}
