using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Bundles;

/// <summary>Routes of the sign-ins of bundles.</summary>
internal static class SignInEndpoints
{
    // What no honest authorization server exceeds; what is longer is no answer of one.
    private const int LongestPart = 4096;

    public static void MapSignIns(this IEndpointRouteBuilder bundles, string one)
    {
        bundles.OnGet($"{one}/auth", ListAsync).Needs(Permission.BundlesRead)
            .WithSummary("Lists who is signed in to a bundle, was, or is about to be.").Produces<Page<SignInView>>();
        bundles.OnPost($"{one}/auth", StartAsync).Needs(Permission.WorkspaceAdmin)
            .WithSummary("Begins a sign-in to a remote bundle and answers where a person has to go with a browser; while one is under way, the same again.").Takes<SignInBody>().Produces<SignInStartView>();
        bundles.OnDelete($"{one}/auth", ForgetAsync).Needs(Permission.WorkspaceAdmin)
            .WithSummary("Forgets a sign-in, and one that is under way. What runs by it ends on every node.")
            .TakesQuery("user", "Id or name of the user, of a bundle that each user signs in to.").Produces(204);
    }

    /// <summary>The address that authorization servers send browsers back to. It is for anybody: what may be done is said by the state that comes along, which is good once.</summary>
    public static void MapSignInCallback(this IEndpointRouteBuilder endpoints) =>
        endpoints.OnGet(SignInCommands.CallbackPath, ReturnAsync).WithTags("Bundles")
            .WithSummary("Takes a person who was sent to an authorization server back. Answers a page for people.").Produces<string>(200, "text/html");

    private static async Task<IResult> ListAsync(HttpContext context, string workspace, string bundle, SignInCommands signIns)
    {
        new RequestQuery(context.Request.Query).Finish();
        return Answers.Ok(context, new Page<SignInView>(await signIns.ListAsync(workspace, bundle, context.RequestAborted), null), BundleJson.Default.PageSignInView);
    }

    private static async Task<IResult> StartAsync(HttpContext context, string workspace, string bundle, SignInCommands signIns, AdminOptions options)
    {
        new RequestQuery(context.Request.Query).Finish();
        var user = await UserAsync(context, options);
        var reachedAt = new Uri($"{context.Request.Scheme}://{context.Request.Host}");
        return Answers.Ok(context, await signIns.StartAsync(OperatorGate.CallerOf(context), workspace, bundle, user, reachedAt, context.RequestAborted), BundleJson.Default.SignInStartView);
    }

    private static async Task<IResult> ForgetAsync(HttpContext context, string workspace, string bundle, SignInCommands signIns)
    {
        var query = new RequestQuery(context.Request.Query);
        var user = query.Text("user");
        query.Finish();
        await signIns.ForgetAsync(OperatorGate.CallerOf(context), workspace, bundle, user, context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<string?> UserAsync(HttpContext context, AdminOptions options)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } && context.Request.ContentType is null)
        {
            return null;
        }

        using var body = await JsonBody.ReadAsync(context, options.MaxBodyBytes, context.RequestAborted);
        var faults = new FaultList();
        var fields = new JsonFields(body.Root, faults, "");
        var user = fields.Text("user", 128);
        fields.Finish();
        Problem.ThrowIfAny(faults);
        return user;
    }

    private static async Task<IResult> ReturnAsync(HttpContext context, IBundleSignIns signIns)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (Part(context, "state") is not { } state)
        {
            return Page(400, SignInFaults.UnknownState);
        }

        try
        {
            await signIns.CompleteAsync(
                new SignInReturn(new Secret(state), Part(context, "code") is { } code ? new Secret(code) : null, Part(context, "error"), Part(context, "iss")), context.RequestAborted);
            return Page(200, null);
        }
        catch (SignInException refusal)
        {
            return Page(refusal.Code is SignInFaults.Unreachable ? 504 : refusal.Code is SignInFaults.UnknownState or SignInFaults.Denied ? 400 : 502, refusal.Code);
        }
    }

    /// <summary>A parameter that is there once and with something in it.</summary>
    private static string? Part(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var values) && values is [{ Length: > 0 and <= LongestPart } value] ? value : null;

    /// <summary>Nothing of the request is repeated on the page.</summary>
    private static IResult Page(int status, string? code)
    {
        var (title, text) = code switch
        {
            null => ("Signed in", "You are signed in. You can close this page."),
            SignInFaults.UnknownState => ("Not signed in", "This sign-in is not known, has been completed before, or took too long. Begin again."),
            SignInFaults.Denied => ("Not signed in", "The sign-in was not allowed. Begin again if that was a mistake."),
            SignInFaults.Unreachable => ("Not signed in", "The authorization server could not be asked for tokens. Begin again."),
            _ => ("Not signed in", "The authorization server's answer can not be used. Begin again, or ask whoever runs Switchyard."),
        };
        return Results.Text($"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title} - Switchyard</title><h1>{title}</h1><p>{text}</p></html>", "text/html", Encoding.UTF8, status);
    }
}
