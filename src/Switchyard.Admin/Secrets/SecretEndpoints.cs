using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Secrets;

/// <summary>Routes of sealed values as a whole.</summary>
internal static class SecretEndpoints
{
    public static void MapSecrets(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/secrets").WithTags("Secrets");
        group.OnGet("/status", StatusAsync).Needs(Permission.SecretsRead).WithSummary("Counts sealed values per sealing key.").Produces<SecretStatusView>();
        group.OnPost("/rotate", RotateAsync).Needs(Permission.SecretsWrite).WithSummary("Seals every value anew by the first key.").Produces<SecretWorkView>();
        group.OnPost("/erase", EraseAsync).Needs(Permission.SecretsWrite).WithSummary("Removes values that no key opens.").Produces<SecretWorkView>();
    }

    private static async Task<IResult> StatusAsync(HttpContext context, SecretCommands secrets)
    {
        new RequestQuery(context.Request.Query).Finish();
        return Answers.Ok(context, await secrets.StatusAsync(OperatorGate.CallerOf(context), context.RequestAborted), SecretJson.Default.SecretStatusView);
    }

    private static Task<IResult> RotateAsync(HttpContext context, SecretCommands secrets) =>
        MutationHandlers.MutateAsync(context, SecretJson.Default.SecretWorkView, how => secrets.RotateAsync(OperatorGate.CallerOf(context), how, context.RequestAborted));

    private static Task<IResult> EraseAsync(HttpContext context, SecretCommands secrets) =>
        MutationHandlers.MutateAsync(context, SecretJson.Default.SecretWorkView, how => secrets.EraseAsync(OperatorGate.CallerOf(context), how, context.RequestAborted));
}
