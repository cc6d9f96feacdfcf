using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Modules;

/// <summary>Routes of modules.</summary>
internal static class ModuleEndpoints
{
    // Whatever the limit of other bodies is.
    private const int MaxBodyBytes = 1 << 20;

    public static void MapModules(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/modules").WithTags("Modules");
        group.OnGet("", List).Needs(Permission.ConfigRead).WithSummary("Lists the modules of the request pipeline in the order in which requests meet them.").Produces<Page<ModuleView>>();
        group.OnGet("/{name}/config", GetAsync).Needs(Permission.ConfigRead).WithSummary("Shows the configuration of a module, defaults written out.").Produces<System.Text.Json.JsonElement>();
        group.OnPut("/{name}/config", PutAsync).Needs(Permission.ConfigWrite).WithSummary("Gives a module another configuration: the bare object, as its type takes it. What is left out has its default.")
            .Takes<System.Text.Json.JsonElement>().Produces<ModuleConfigView>();
    }

    private static IResult List(HttpContext context, ModuleQueries modules)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "modules", keys: 1);
        query.Finish();
        var after = page.After.Count > 0 && int.TryParse(page.After[0], NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : -1;
        ModuleView[] views = [.. modules.List().Where(module => module.Position > after).Take(page.Limit + 1)];
        return Answers.Ok(context, page.ToPage("modules", views, view => [view.Position.ToString(CultureInfo.InvariantCulture)]), ModuleJson.Default.PageModuleView);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string name, ModuleQueries modules)
    {
        new RequestQuery(context.Request.Query).Finish();
        var (config, etag) = await modules.GetConfigAsync(name, context.RequestAborted);
        return Answers.Ok(context, config, ModuleJson.Default.JsonElement, etag);
    }

    private static async Task<IResult> PutAsync(HttpContext context, string name, ModuleCommands modules)
    {
        using var body = await JsonBody.ReadAsync(context, MaxBodyBytes, context.RequestAborted);
        var how = MutationRequest.Read(context, body.Hash);
        var result = await modules.PutAsync(OperatorGate.CallerOf(context), name, body.Root, how, context.RequestAborted);
        return new MutationAnswer<ModuleConfigView>(result, ModuleJson.Default.ModuleConfigView);
    }
}
