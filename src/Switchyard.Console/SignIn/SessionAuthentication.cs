using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Switchyard.Admin.Client.Problems;
using Switchyard.Console.Paths;

namespace Switchyard.Console.SignIn;

/// <summary>Signs a browser in by its session's cookie, whose worth the control plane judges: each request of a page asks it who that is. Whoever is nobody is sent to the sign-in page.</summary>
internal sealed class SessionAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ControlPlane plane, ChatKeyCookies chatKeys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string Name = "console";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (SessionCookies.Read(Request) is not { } session)
        {
            return AuthenticateResult.NoResult();
        }

        try
        {
            using var client = plane.Connect(session);
            var own = await client.Operators.MeAsync(Context.RequestAborted);
            return AuthenticateResult.Success(new AuthenticationTicket(SessionClaims.Of(own, session, chatKeys.Read(Request, own.Id)), Name));
        }
        catch (SwitchyardApiException refused)
        {
            return AuthenticateResult.Fail(refused);
        }
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Request.Path.StartsWithSegments(ConsolePaths.Circuit, StringComparison.Ordinal))
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else
        {
            // A session that can not be judged now may be good again in a moment.
            var isAway = (await HandleAuthenticateOnceSafeAsync()).Failure is SwitchyardApiException { Status: >= 500 };
            Response.Redirect(isAway ? $"{ConsolePaths.SignIn}?reason=away" : ConsolePaths.SignInFor(Request.Path + Request.QueryString));
        }
    }
}
