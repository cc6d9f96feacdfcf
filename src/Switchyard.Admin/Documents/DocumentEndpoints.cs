using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Documents;

/// <summary>Routes of documents.</summary>
internal static class DocumentEndpoints
{
    public static void MapDocuments(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/config/documents").WithTags("Configuration");
        group.OnGet("", ListAsync).Needs(Permission.ConfigRead).WithSummary("Lists the documents of the configuration by name.").Produces<Page<DocumentView>>();
        group.OnGet("/{name}", GetAsync).Needs(Permission.ConfigRead).WithSummary("Shows a document, secrets masked; with 'raw=true' its text alone.").Produces<DocumentView>();
        group.OnPut("/{name}", PutAsync).Needs(Permission.ConfigWrite).TakesText(DocumentBody.Yaml, DocumentBody.Json)
            .WithSummary("Writes a document. The composed configuration is checked first: 422 with every fault and nothing written, or one new revision. A masked secret in its former place stays what it was.")
            .Produces<DocumentView>().Produces<DocumentView>(201);
        group.OnDelete("/{name}", DeleteAsync).Needs(Permission.ConfigWrite).WithSummary("Deletes a document; its history stays.").Produces(204);
        group.OnGet("/{name}/history", HistoryAsync).Needs(Permission.ConfigRead).WithSummary("Lists the versions of a document, newest first.").Produces<Page<DocumentVersionView>>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, DocumentQueries documents)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "documents", keys: 1);
        query.Finish();
        var rows = (await documents.ListAsync(context.RequestAborted))
            .Where(document => page.After.Count == 0 || string.CompareOrdinal(document.Name, page.After[0]) > 0)
            .Take(page.Limit + 1)
            .ToArray();
        return Answers.Ok(context, page.ToPage("documents", rows, document => [document.Name]), DocumentJson.Default.PageDocumentView);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string name, DocumentQueries documents)
    {
        var query = new RequestQuery(context.Request.Query);
        var raw = query.Flag("raw");
        query.Finish();
        var (view, etag) = await documents.GetAsync(name, context.RequestAborted);
        if (!raw || view.Content is null)
        {
            return Answers.Ok(context, view, DocumentJson.Default.DocumentView, etag);
        }

        context.Response.Headers.ETag = etag;
        return Results.Text(view.Content, $"{(view.Format == "json" ? DocumentBody.Json : DocumentBody.Yaml)}; charset=utf-8");
    }

    private static async Task<IResult> PutAsync(HttpContext context, string name, DocumentCommands documents)
    {
        var (text, bytes) = await DocumentBody.ReadAsync(context, context.RequestAborted);

        // The format is part of what was asked for: the same bytes as YAML and as JSON are two documents.
        var how = MutationRequest.Read(context, SHA256.HashData([(byte)text.Format, .. bytes]));
        return new MutationAnswer<DocumentView>(await documents.WriteAsync(OperatorGate.CallerOf(context), name, text, how, context.RequestAborted), DocumentJson.Default.DocumentView);
    }

    private static Task<IResult> DeleteAsync(HttpContext context, string name, DocumentCommands documents) =>
        MutationHandlers.MutateAsync(context, DocumentJson.Default.DocumentView, how =>
            documents.DeleteAsync(OperatorGate.CallerOf(context), name, how, context.RequestAborted));

    private static async Task<IResult> HistoryAsync(HttpContext context, string name, DocumentQueries documents)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "document history", keys: 1);
        query.Finish();
        var before = page.After.Count == 0 ? long.MaxValue : long.TryParse(page.After[0], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : 0;
        var rows = await documents.HistoryAsync(name, before, page.Limit + 1, context.RequestAborted);
        return Answers.Ok(
            context, page.ToPage("document history", rows, version => [version.Version.ToString(CultureInfo.InvariantCulture)]), DocumentJson.Default.PageDocumentVersionView);
    }
}
