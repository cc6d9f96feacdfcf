using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;
using Switchyard.Model.Bundles;

namespace Switchyard.Admin.Bundles;

/// <summary>Routes of the credentials of bundles.</summary>
internal static class CredentialEndpoints
{
    // Every field with a value of its longest, escaped as JSON escapes the worst of characters; whatever the limit of other bodies is.
    private const int MaxBodyBytes = CredentialRules.MaxFields * CredentialRules.MaxBytes * 6;

    public static void MapCredentials(this IEndpointRouteBuilder bundles, string one)
    {
        bundles.OnGet($"{one}/credentials", GetAsync).Needs(Permission.BundlesRead).WithSummary("Shows which credentials of a bundle are there; never a value.").Produces<CredentialsView>();
        bundles.OnPut($"{one}/credentials", PutAsync).Needs(Permission.WorkspaceAdmin)
            .WithSummary("Stores credentials by field; an empty text clears one, an absent one stays. What runs is brought to the new set.").Takes<IReadOnlyDictionary<string, string>>().AnswersOutcome().Produces<CredentialsView>();
        bundles.OnPut($"{one}/credentials/{{key}}", PutOneAsync).Needs(Permission.WorkspaceAdmin)
            .WithSummary("Stores the credential of one field.").Takes<CredentialBody>().AnswersOutcome().Produces<CredentialsView>();
        bundles.OnDelete($"{one}/credentials/{{key}}", DeleteAsync).Needs(Permission.WorkspaceAdmin)
            .WithSummary("Takes a credential away and ends what holds it, on every node, before the answer.").TakesQuery("at", "now (default) cuts what holds it, restart lets it end in an orderly way.").AnswersOutcome().Produces<CredentialsView>();
    }

    private static async Task<IResult> GetAsync(HttpContext context, string workspace, string bundle, BundleQueries bundles)
    {
        new RequestQuery(context.Request.Query).Finish();
        var (view, etag) = await bundles.CredentialsAsync(workspace, bundle, context.RequestAborted);
        context.Response.Headers.ETag = etag;
        return Answers.Ok(context, view, BundleJson.Default.CredentialsView);
    }

    private static async Task<IResult> PutAsync(HttpContext context, string workspace, string bundle, CredentialCommands credentials)
    {
        using var body = await JsonBody.ReadAsync(context, MaxBodyBytes, context.RequestAborted);
        return await StoreAsync(context, workspace, bundle, credentials, CredentialRequest.ReadSet(body.Root), body.Hash);
    }

    private static async Task<IResult> PutOneAsync(HttpContext context, string workspace, string bundle, string key, CredentialCommands credentials)
    {
        using var body = await JsonBody.ReadAsync(context, MaxBodyBytes, context.RequestAborted);
        return await StoreAsync(context, workspace, bundle, credentials, CredentialRequest.ReadOne(key, body.Root), body.Hash);
    }

    private static async Task<IResult> StoreAsync(HttpContext context, string workspace, string bundle, CredentialCommands credentials, CredentialRequest request, byte[] hash)
    {
        var how = MutationRequest.Read(context, hash);
        var result = await credentials.PutAsync(OperatorGate.CallerOf(context), workspace, bundle, request, how, context.RequestAborted);
        return new MutationAnswer<CredentialsView>(result, BundleJson.Default.CredentialsView);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string workspace, string bundle, string key, CredentialCommands credentials)
    {
        var atRestart = false;
        var how = MutationRequest.Read(context, [], query => (atRestart = query.OneOf("at", "now", "restart") == "restart") ? "?at=restart" : "");
        var result = await credentials.DeleteAsync(OperatorGate.CallerOf(context), workspace, bundle, key, atRestart, how, context.RequestAborted);
        return new MutationAnswer<CredentialsView>(result, BundleJson.Default.CredentialsView);
    }
}
