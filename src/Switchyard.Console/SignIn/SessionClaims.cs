using System.Security.Claims;
using Switchyard.Admin.Client.Operators;

namespace Switchyard.Console.SignIn;

/// <summary>What the framework knows of somebody who signed in. It stays on the server: nothing of it is sent to a browser.</summary>
internal static class SessionClaims
{
    private const string Session = "switchyard:session";
    private const string Permission = "switchyard:permission";
    private const string ChatKey = "switchyard:chat-key";

    public static ClaimsPrincipal Of(Own own, string session, string? chatKey)
    {
        var identity = new ClaimsIdentity(SessionAuthentication.Name, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, own.Id.ToString("D")));
        identity.AddClaim(new Claim(ClaimTypes.Name, own.Name));
        identity.AddClaim(new Claim(ClaimTypes.Role, own.Role));
        identity.AddClaim(new Claim(Session, session));
        identity.AddClaims(own.Permissions.Select(static name => new Claim(Permission, name)));
        if (chatKey is not null)
        {
            identity.AddClaim(new Claim(ChatKey, chatKey));
        }

        return new ClaimsPrincipal(identity);
    }

    /// <summary>The session's text, or null.</summary>
    public static string? SessionOf(ClaimsPrincipal person) => person.FindFirst(Session)?.Value;

    /// <summary>The access key for chats, or null.</summary>
    public static string? ChatKeyOf(ClaimsPrincipal person) => person.FindFirst(ChatKey)?.Value;

    public static bool May(ClaimsPrincipal person, string permission) => person.HasClaim(Permission, permission);
}
