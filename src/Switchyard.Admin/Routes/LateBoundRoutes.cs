using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Switchyard.Admin.Routes;

/// <summary>
/// Maps the control plane's routes so that a handler is bound to its parameters by the first request that asks for it, and not at the start (docs/decisions/0045-compiled-ahead-bound-late.md).
/// What a route is (its pattern, permission, parameters and answers) is known from the start all the same: routing, gates and the OpenAPI document see no difference.
/// </summary>
internal static class LateBoundRoutes
{
    /// <summary>Answers GET.</summary>
    public static RouteHandlerBuilder OnGet(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Delegate handler) => Map(endpoints, pattern, handler, HttpMethods.Get);

    /// <summary>Answers POST.</summary>
    public static RouteHandlerBuilder OnPost(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Delegate handler) => Map(endpoints, pattern, handler, HttpMethods.Post);

    /// <summary>Answers PUT.</summary>
    public static RouteHandlerBuilder OnPut(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Delegate handler) => Map(endpoints, pattern, handler, HttpMethods.Put);

    /// <summary>Answers PATCH.</summary>
    public static RouteHandlerBuilder OnPatch(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Delegate handler) => Map(endpoints, pattern, handler, HttpMethods.Patch);

    /// <summary>Answers DELETE.</summary>
    public static RouteHandlerBuilder OnDelete(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, Delegate handler) => Map(endpoints, pattern, handler, HttpMethods.Delete);

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder endpoints, string pattern, Delegate handler, string method) =>
        RouteHandlerServices.Map(endpoints, pattern, handler, [method], RequestDelegateFactory.InferMetadata, Bind);

    private static RequestDelegateResult Bind(Delegate handler, RequestDelegateFactoryOptions options, RequestDelegateMetadataResult? metadata)
    {
        var bound = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(handler, options, metadata).RequestDelegate);
        return new RequestDelegateResult(context => bound.Value(context), []);
    }
}
