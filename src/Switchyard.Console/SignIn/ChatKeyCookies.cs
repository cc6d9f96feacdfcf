using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Switchyard.Console.SignIn;

/// <summary>
/// The cookie that holds the access key with which somebody chats. It is sealed, for the operator who gave the key and nobody else: who signs in later with the same browser does not have it. It ends with the browser.
/// </summary>
internal sealed class ChatKeyCookies(IDataProtectionProvider protection)
{
    private const string Name = "switchyard-chat-key";
    private const string SecureName = "__Host-" + Name;

    /// <summary>The access key that the operator with this id gave, or null.</summary>
    public string? Read(HttpRequest request, Guid operatorId)
    {
        if (request.Cookies[NameFor(request)] is not { } cookie)
        {
            return null;
        }

        try
        {
            return Protector(operatorId).Unprotect(cookie);
        }
        catch (CryptographicException)
        {
            // Of another operator, of other sealing keys, or altered.
            return null;
        }
    }

    public void Write(HttpContext context, Guid operatorId, string accessKey) =>
        context.Response.Cookies.Append(NameFor(context.Request), Protector(operatorId).Protect(accessKey), Options(context.Request));

    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(NameFor(context.Request), Options(context.Request));

    private static string NameFor(HttpRequest request) => request.IsHttps ? SecureName : Name;

    private static CookieOptions Options(HttpRequest request) => new() { HttpOnly = true, Secure = request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };

    private IDataProtector Protector(Guid operatorId) => protection.CreateProtector("Switchyard.Console.ChatKey", operatorId.ToString("D"));
}
