using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Bundles.Archives;

/// <summary>The route of archives.</summary>
internal static class ArchiveEndpoints
{
    public static void MapArchives(this IEndpointRouteBuilder api) =>
        api.OnPost("/workspaces/{workspace}/archives", StoreAsync).WithTags("Bundles").Needs(Permission.BundlesExecute)
            .WithSummary("Stores an MCPB archive, which is looked through first. A bundle of the type mcpb is then defined with the SHA-256 that is answered.")
            .TakesText(ArchiveUpload.ContentType).Produces<ArchiveView>(201);

    private static async Task<IResult> StoreAsync(HttpContext context, string workspace, ArchiveCommands archives)
    {
        await using var content = await ArchiveUpload.ReceiveAsync(context, context.RequestAborted);
        content.Position = 0;
        var how = MutationRequest.Read(context, await SHA256.HashDataAsync(content, context.RequestAborted));
        return new MutationAnswer<ArchiveView>(await archives.StoreAsync(OperatorGate.CallerOf(context), workspace, content, how, context.RequestAborted), ArchiveJson.Default.ArchiveView);
    }
}
