namespace Switchyard.Model.Bundles;

/// <summary>Codes of <see cref="SignInException"/>.</summary>
public static class SignInFaults
{
    /// <summary>The bundle is no remote server, or brings an <c>Authorization</c> header of its own.</summary>
    public const string NotPossible = "sign_in_not_possible";

    /// <summary>Somebody is signed in already.</summary>
    public const string AlreadySignedIn = "already_signed_in";

    /// <summary>The server asks for no sign-in.</summary>
    public const string NotNeeded = "sign_in_not_needed";

    /// <summary>A server did not answer in time, or could not be reached.</summary>
    public const string Unreachable = "authorization_server_unreachable";

    /// <summary>A server says something that may not be followed: another issuer, another resource, no PKCE.</summary>
    public const string Untrustworthy = "authorization_server_refused";

    /// <summary>The authorization server registers nobody, and the definition names no client.</summary>
    public const string ClientNeeded = "client_id_needed";

    /// <summary>The state is unknown, used or too old.</summary>
    public const string UnknownState = "unknown_state";

    /// <summary>The person, or the authorization server, said no.</summary>
    public const string Denied = "sign_in_denied";

    /// <summary>A token was refused for good.</summary>
    public const string Refused = "token_refused";

    /// <summary>The access token has expired, and there is nothing to renew it with.</summary>
    public const string Expired = "token_expired";

    /// <summary>The stored tokens open with none of the keys.</summary>
    public const string Unreadable = "secret_unreadable";
}
