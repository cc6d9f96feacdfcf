using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Entry;
using Switchyard.Hub.Chats;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Chats;

/// <summary>Lists, shows, makes, changes and deletes chats.</summary>
internal sealed class ChatRequests(Database database, ChatChanges changes, AccessGate access)
{
    /// <summary>GET: the user's chats, the one that was changed last first.</summary>
    public async Task ListAsync(HttpContext context, AccessVerdict actor)
    {
        var query = context.Request.Query;
        ChatPages.Check(query, "limit", "cursor", "workspaceId");
        var (limit, after, workspace) = (ChatPages.LimitOf(query), ChatPages.ChatsOf(query), ChatPages.IdOf(query, "workspaceId"));
        var rows = await database.ReadAsync((session, token) => ChatTable.ListAsync(session, actor.UserId, workspace, after, limit + 1, token), context.RequestAborted);
        var page = rows.Take(limit).ToArray();
        await ChatEndpoint.AnswerAsync(context, ChatViews.Page(page.Select(ChatViews.Of), rows.Count > limit ? ChatPages.CursorOf(page[^1]) : null));
    }

    /// <summary>GET of one.</summary>
    public async Task ShowAsync(HttpContext context, AccessVerdict actor, Guid id) =>
        await ChatEndpoint.AnswerAsync(context, ChatViews.Of(await FindAsync(actor, id, context.RequestAborted)));

    /// <summary>POST: a new chat; a child takes workspace, build and agent of its parent over.</summary>
    public async Task CreateAsync(HttpContext context, AccessVerdict actor)
    {
        var body = await ChatBody.ReadAsync(context);
        var (model, title) = (body.Text("model", ChatBody.MaxName, isRequired: true), body.Text("title", ChatBody.MaxName));
        var (workspace, agent, parentId) = (body.Id("workspaceId"), body.Text("agent", 63), body.Id("parentId"));
        body.Finish();
        Admit(actor, workspace);
        var chat = new NewChat
        {
            UserId = actor.UserId, AccessKeyId = actor.AccessKeyId, Title = title ?? "", Model = model!, ParentId = parentId, WorkspaceId = workspace, AgentName = agent,
        };
        var row = Done(await changes.CreateAsync(chat, context.RequestAborted));
        context.Response.Headers.Location = $"{ChatEndpoint.Root}/{row.Id:D}";
        await ChatEndpoint.AnswerAsync(context, ChatViews.Of(row), StatusCodes.Status201Created);
    }

    /// <summary>PATCH: title, model, workspace, wanted agent. Another workspace or agent name unbinds what was bound.</summary>
    public async Task UpdateAsync(HttpContext context, AccessVerdict actor, Guid id)
    {
        var body = await ChatBody.ReadAsync(context);
        var (hasTitle, hasWorkspace, hasAgent) = (body.Has("title"), body.Has("workspaceId"), body.Has("agent"));
        var (title, model) = (body.Text("title", ChatBody.MaxName), body.Text("model", ChatBody.MaxName, isRequired: body.Has("model")));
        var (workspace, agent) = (body.Id("workspaceId"), body.Text("agent", 63));
        body.Finish();
        Admit(actor, workspace);
        var patch = new ChatPatch
        {
            Title = hasTitle ? title ?? "" : null, Model = model, SetsWorkspace = hasWorkspace, WorkspaceId = workspace, SetsAgent = hasAgent, AgentName = agent,
        };
        await ChatEndpoint.AnswerAsync(context, ChatViews.Of(Done(await changes.PatchAsync(actor.UserId, id, patch, context.RequestAborted))));
    }

    /// <summary>DELETE: the chat and what was said in it. A turn that runs ends.</summary>
    public async Task DeleteAsync(HttpContext context, AccessVerdict actor, Guid id)
    {
        if (!await changes.DeleteAsync(actor.UserId, id, context.RequestAborted))
        {
            throw new ChatException(ChatProblem.NotFound);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>The chat, if it is the actor's.</summary>
    /// <exception cref="ChatException">It is not.</exception>
    public async Task<ChatRow> FindAsync(AccessVerdict actor, Guid id, CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => ChatTable.FindAsync(session, id, token), cancellationToken) is { } row && row.UserId == actor.UserId
            ? row
            : throw new ChatException(ChatProblem.NotFound);

    private static ChatRow Done((ChatRefusal Refusal, ChatRow? Chat) done) => done.Chat ?? throw new ChatException(done.Refusal switch
    {
        ChatRefusal.NoParent => ChatProblem.NoParent,
        ChatRefusal.NoWorkspace => ChatProblem.NoWorkspace,
        _ => ChatProblem.NotFound,
    });

    private void Admit(AccessVerdict actor, Guid? workspaceId)
    {
        if (workspaceId is not { } id)
        {
            return;
        }

        var workspace = access.Configuration.Workspaces.FirstOrDefault(workspace => workspace.Id == id) ?? throw new ChatException(ChatProblem.NoWorkspace);
        if (!workspace.IsOpenTo(actor.UserId))
        {
            throw new ChatException(ChatProblem.NotGranted);
        }
    }
}
