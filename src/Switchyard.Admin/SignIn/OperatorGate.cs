using Microsoft.AspNetCore.Http;
using Switchyard.Admin.Problems;

namespace Switchyard.Admin.SignIn;

/// <summary>Stands before every route of the API: signs the caller in (401) and asks for the route's permission (403). A route without a permission is a mistake and answers nobody.</summary>
internal sealed class OperatorGate(OperatorAuthenticator authenticator) : IEndpointFilter
{
    private static readonly object ItemKey = new();

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var caller = await authenticator.AuthenticateAsync(http.Request, http.RequestAborted)
            ?? throw new ProblemException(Problem.Unauthorized());
        var permission = http.GetEndpoint()?.Metadata.GetMetadata<Permission>()
            ?? throw new InvalidOperationException($"The route {http.Request.Path} names no permission.");
        if (!caller.May(permission))
        {
            throw new ProblemException(Problem.Forbidden(permission.Name, OperatorRoles.NameOf(caller.Role)));
        }

        http.Items[ItemKey] = caller;
        http.Response.Headers.CacheControl = "no-store";
        return await next(context);
    }

    /// <summary>The operator that <see cref="OperatorGate"/> signed in.</summary>
    public static Operator CallerOf(HttpContext context) =>
        context.Items[ItemKey] as Operator ?? throw new InvalidOperationException("Nobody is signed in on this route.");
}
