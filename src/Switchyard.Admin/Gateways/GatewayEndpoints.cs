using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Gateways;

/// <summary>Routes of remote gateways.</summary>
internal static class GatewayEndpoints
{
    public static void MapGateways(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/gateways").WithTags("Gateways");
        group.OnGet("", ListAsync).Needs(Permission.GatewaysRead).WithSummary("Lists remote gateways by name, with their instances.").Produces<Page<GatewayView>>();
        group.OnPost("", CreateAsync).Needs(Permission.GatewaysWrite).WithSummary("Creates a remote gateway; it needs a token to connect.").Takes<GatewayBody>().Produces<GatewayView>(201);
        group.OnGet("/{idOrName}", GetAsync).Needs(Permission.GatewaysRead).WithSummary("Shows a remote gateway and how its instances fare.").Produces<GatewayView>();
        group.OnPatch("/{idOrName}", UpdateAsync).Needs(Permission.GatewaysWrite).WithSummary("Changes the named fields of a remote gateway.").Takes<GatewayBody>().Produces<GatewayView>();
        group.OnDelete("/{idOrName}", DeleteAsync).Needs(Permission.GatewaysWrite).WithSummary("Deletes a remote gateway: its instances drop what they know.").Produces(204);
        group.OnGet("/{idOrName}/events", EventsAsync).Needs(Permission.GatewaysRead)
            .WithSummary("Lists events, newest first, with what became of each at every instance; 'state', 'since' and 'until' choose.").Produces<Page<GatewayEventView>>();
        group.OnGet("/{idOrName}/connections", ConnectionsAsync).Needs(Permission.GatewaysRead)
            .WithSummary("Lists connections, open and past, newest first.").Produces<Page<GatewayConnectionView>>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, GatewayQueries gateways)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "gateways", keys: 1);
        query.Finish();
        var rows = (await gateways.ListAsync(context.RequestAborted))
            .Where(gateway => page.After.Count == 0 || string.CompareOrdinal(gateway.Name, page.After[0]) > 0)
            .Take(page.Limit + 1)
            .ToArray();
        return Answers.Ok(context, page.ToPage("gateways", rows, gateway => [gateway.Name]), GatewayJson.Default.PageGatewayView);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string idOrName, GatewayQueries gateways)
    {
        new RequestQuery(context.Request.Query).Finish();
        var (view, etag) = await gateways.GetAsync(idOrName, context.RequestAborted);

        // The tag is of the record, for If-Match. How the gateway fares changes without it, so there is no 304.
        context.Response.Headers.ETag = etag;
        return Answers.Ok(context, view, GatewayJson.Default.GatewayView);
    }

    private static Task<IResult> CreateAsync(HttpContext context, GatewayCommands gateways, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, GatewayRequest.ReadNew, GatewayJson.Default.GatewayView, (request, how) =>
            gateways.CreateAsync(OperatorGate.CallerOf(context), request, how, context.RequestAborted));

    private static Task<IResult> UpdateAsync(HttpContext context, string idOrName, GatewayCommands gateways, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, GatewayRequest.ReadPatch, GatewayJson.Default.GatewayView, (patch, how) =>
            gateways.UpdateAsync(OperatorGate.CallerOf(context), idOrName, patch, how, context.RequestAborted));

    private static Task<IResult> DeleteAsync(HttpContext context, string idOrName, GatewayCommands gateways) =>
        MutationHandlers.MutateAsync(context, GatewayJson.Default.GatewayView, how =>
            gateways.DeleteAsync(OperatorGate.CallerOf(context), idOrName, how, context.RequestAborted));

    private static async Task<IResult> EventsAsync(HttpContext context, string idOrName, GatewayEvents events)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "gateway-events", keys: 1);
        var before = page.After.Count == 0 ? long.MaxValue : long.TryParse(page.After[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : 0;
        var filter = new GatewayEventFilter(
            query.OneOf("state", DeliveryStates.Pending, DeliveryStates.Acked, DeliveryStates.Rejected), query.Time("since"), query.Time("until"), before);
        if (filter.Since >= filter.Until)
        {
            query.Fault("until", "Must be later than 'since'.");
        }

        query.Finish();
        var views = await events.ListAsync(idOrName, filter, page.Limit + 1, context.RequestAborted);
        return Answers.Ok(
            context, page.ToPage("gateway-events", views, view => [view.Seq.ToString(CultureInfo.InvariantCulture)]), GatewayJson.Default.PageGatewayEventView);
    }

    private static async Task<IResult> ConnectionsAsync(HttpContext context, string idOrName, GatewayQueries gateways)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "gateway-connections", keys: 1);
        query.Finish();
        var before = page.After.Count > 0 && Guid.TryParseExact(page.After[0], "D", out var id) ? id : (Guid?)null;
        var views = await gateways.ConnectionsAsync(idOrName, before, page.Limit + 1, context.RequestAborted);
        return Answers.Ok(context, page.ToPage("gateway-connections", views, view => [view.Id.ToString("D")]), GatewayJson.Default.PageGatewayConnectionView);
    }
}
