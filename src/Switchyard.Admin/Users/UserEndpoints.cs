using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Users;

/// <summary>Routes of users.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/users").WithTags("Users");
        group.OnGet("", ListAsync).Needs(Permission.AccessRead).WithSummary("Lists users by name.").Produces<Page<UserView>>();
        group.OnPost("", CreateAsync).Needs(Permission.AccessWrite).WithSummary("Creates a user.").Takes<UserBody>().Produces<UserView>(201);
        group.OnGet("/{id}", GetAsync).Needs(Permission.AccessRead).WithSummary("Shows a user.").Produces<UserView>();
        group.OnPatch("/{id}", UpdateAsync).Needs(Permission.AccessWrite).WithSummary("Changes the named fields of a user.").Takes<UserBody>().Produces<UserView>();
        group.OnDelete("/{id}", DeleteAsync).Needs(Permission.AccessWrite).WithSummary("Deletes a user and revokes its access keys.").Produces(204);
    }

    private static async Task<IResult> ListAsync(HttpContext context, UserQueries users)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "users", keys: 1);
        query.Finish();
        var rows = (await users.ListAsync(context.RequestAborted))
            .OrderBy(user => user.Name, StringComparer.Ordinal)
            .Where(user => page.After.Count == 0 || string.CompareOrdinal(user.Name, page.After[0]) > 0)
            .Take(page.Limit + 1)
            .ToArray();
        return Answers.Ok(context, page.ToPage("users", rows, user => [user.Name]), UserJson.Default.PageUserView);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, UserQueries users)
    {
        new RequestQuery(context.Request.Query).Finish();
        var (view, etag) = await users.GetAsync(id, context.RequestAborted);
        return Answers.Ok(context, view, UserJson.Default.UserView, etag);
    }

    private static Task<IResult> CreateAsync(HttpContext context, UserCommands users, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, UserRequest.ReadNew, UserJson.Default.UserView, (request, how) =>
            users.CreateAsync(OperatorGate.CallerOf(context), request, how, context.RequestAborted));

    private static Task<IResult> UpdateAsync(HttpContext context, string id, UserCommands users, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, UserRequest.ReadPatch, UserJson.Default.UserView, (patch, how) =>
            users.UpdateAsync(OperatorGate.CallerOf(context), id, patch, how, context.RequestAborted));

    private static Task<IResult> DeleteAsync(HttpContext context, string id, UserCommands users) =>
        MutationHandlers.MutateAsync(context, UserJson.Default.UserView, how =>
            users.DeleteAsync(OperatorGate.CallerOf(context), id, how, context.RequestAborted));
}
