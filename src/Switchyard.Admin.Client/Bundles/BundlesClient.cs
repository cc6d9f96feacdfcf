using System.Text;
using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Admin.Client.Http;
using Switchyard.Admin.Client.Paging;
using Switchyard.Admin.Client.Workspaces;

namespace Switchyard.Admin.Client.Bundles;

/// <summary>Reads, defines and operates the bundles of workspaces; workspace and bundle are named by id or name.</summary>
/// <remarks><see cref="ChangeOptions.Wait"/> of an operation or a write of credentials is how long its outcome is waited for on the node that is asked; 30 s if it is null, and zero does not wait.</remarks>
public sealed class BundlesClient
{
    private readonly ApiConnection _connection;

    internal BundlesClient(ApiConnection connection) => _connection = connection;

    /// <summary>A part of the list, by name.</summary>
    public Task<Page<Bundle>> ListAsync(string workspace, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery(Root(workspace), ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), BundleJson.Default.PageBundle, cancellationToken);

    /// <summary>One bundle.</summary>
    public Task<Bundle> GetAsync(string workspace, string bundle, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(PathOf(workspace, bundle), BundleJson.Default.Bundle, cancellationToken);

    /// <summary>Defines a bundle: <c>name</c>, <c>type</c> and whatever else of the fields of <see cref="Bundle"/> belongs to a definition.</summary>
    public Task<Changed<Bundle>> CreateAsync(string workspace, JsonElement bundle, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Post, Root(workspace), Encoding.UTF8.GetBytes(bundle.GetRawText()), options, BundleJson.Default.Bundle, cancellationToken);

    /// <summary>Stores an MCPB archive; a bundle of the type <c>mcpb</c> is then defined with the hash that is answered. One that is there already is answered in the same way.</summary>
    public Task<BundleArchive> UploadArchiveAsync(string workspace, byte[] content, CancellationToken cancellationToken = default) =>
        _connection.PostAsync($"{WorkspacesClient.PathOf(workspace)}/archives", content, BundleJson.Default.BundleArchive, cancellationToken, "application/zip");

    /// <summary>Changes the named fields of a definition; null is the default of a field, a list replaces the whole list.</summary>
    public Task<Changed<Bundle>> UpdateAsync(string workspace, string bundle, JsonElement patch, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Patch, PathOf(workspace, bundle), Encoding.UTF8.GetBytes(patch.GetRawText()), options, BundleJson.Default.Bundle, cancellationToken);

    /// <summary>Removes a bundle and erases its credentials; <paramref name="purge"/> takes its data directories along.</summary>
    public Task<Changed<Bundle>> DeleteAsync(string workspace, string bundle, bool purge = false, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Delete, ApiPaths.WithQuery(PathOf(workspace, bundle), ("purge", purge ? "true" : null)), null, options, BundleJson.Default.Bundle, cancellationToken);

    /// <summary>Starts a bundle; one that runs stays as it is.</summary>
    public Task<Changed<BundleOutcome>> StartAsync(string workspace, string bundle, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        OperateAsync(workspace, bundle, "start", options, cancellationToken);

    /// <summary>Stops a bundle until it is started.</summary>
    public Task<Changed<BundleOutcome>> StopAsync(string workspace, string bundle, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        OperateAsync(workspace, bundle, "stop", options, cancellationToken);

    /// <summary>Replaces what runs by a new one; if that fails the old one keeps serving.</summary>
    public Task<Changed<BundleOutcome>> RespawnAsync(string workspace, string bundle, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        OperateAsync(workspace, bundle, "respawn", options, cancellationToken);

    /// <summary>Which credentials are there.</summary>
    public Task<BundleCredentials> GetCredentialsAsync(string workspace, string bundle, CancellationToken cancellationToken = default) =>
        _connection.GetAsync($"{PathOf(workspace, bundle)}/credentials", BundleJson.Default.BundleCredentials, cancellationToken);

    /// <summary>Stores credentials by field; an empty text clears one, an absent one stays.</summary>
    public Task<Changed<BundleCredentials>> SetCredentialsAsync(
        string workspace, string bundle, IReadOnlyDictionary<string, string> values, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Put,
            $"{PathOf(workspace, bundle)}/credentials",
            JsonSerializer.SerializeToUtf8Bytes(values, BundleJson.Default.IReadOnlyDictionaryStringString),
            options,
            BundleJson.Default.BundleCredentials,
            cancellationToken);

    /// <summary>Takes a credential away and ends what holds it; <paramref name="atRestart"/> lets it end in an orderly way.</summary>
    public Task<Changed<BundleCredentials>> DeleteCredentialAsync(
        string workspace, string bundle, string field, bool atRestart = false, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(
            HttpMethod.Delete,
            ApiPaths.WithQuery($"{PathOf(workspace, bundle)}/credentials/{ApiPaths.Segment(field)}", ("at", atRestart ? "restart" : null)),
            null,
            options,
            BundleJson.Default.BundleCredentials,
            cancellationToken,
            answersDelete: true);

    /// <summary>A part of the tools on the node that is asked, by name.</summary>
    public Task<Page<BundleTool>> ToolsAsync(string workspace, string bundle, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery($"{PathOf(workspace, bundle)}/tools", ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), BundleJson.Default.PageBundleTool, cancellationToken);

    /// <summary>Calls a tool on the node that is asked, with the workspace's credentials. It is on record in the audit.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="tool">The server's own name of the tool.</param>
    /// <param name="arguments">Its arguments, an object.</param>
    /// <param name="cancellationToken">Gives up; the server is told.</param>
    public Task<BundleToolAnswer> CallToolAsync(string workspace, string bundle, string tool, JsonElement arguments, CancellationToken cancellationToken = default) =>
        _connection.SendAsync(
            HttpMethod.Post,
            $"{PathOf(workspace, bundle)}/tools/{ApiPaths.Segment(tool)}/call",
            Encoding.UTF8.GetBytes($$"""{"arguments":{{arguments.GetRawText()}} }"""),
            BundleJson.Default.BundleToolAnswer,
            cancellationToken);

    /// <summary>Approves a tool as it is on offer.</summary>
    public Task<Changed<BundleApproval>> ApproveToolAsync(string workspace, string bundle, string tool, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Post, $"{PathOf(workspace, bundle)}/tools/{ApiPaths.Segment(tool)}/approve", null, options, BundleJson.Default.BundleApproval, cancellationToken);

    /// <summary>The newest lines on the node that is asked, oldest first; 1000 if <paramref name="limit"/> is null.</summary>
    public async Task<IReadOnlyList<BundleLogLine>> LogsAsync(string workspace, string bundle, int? limit = null, CancellationToken cancellationToken = default) =>
        (await _connection.GetAsync(ApiPaths.WithQuery($"{PathOf(workspace, bundle)}/logs", ("limit", ApiPaths.Limit(limit))), BundleJson.Default.PageBundleLogLine, cancellationToken)).Items;

    /// <summary>A part of the moves on all nodes, newest first.</summary>
    public Task<Page<BundleMove>> HistoryAsync(string workspace, string bundle, int? limit = null, string? cursor = null, CancellationToken cancellationToken = default) =>
        _connection.GetAsync(ApiPaths.WithQuery($"{PathOf(workspace, bundle)}/history", ("limit", ApiPaths.Limit(limit)), ("cursor", cursor)), BundleJson.Default.PageBundleMove, cancellationToken);

    /// <summary>Who is signed in to a bundle, was, or is about to be.</summary>
    public async Task<IReadOnlyList<SignIn>> SignInsAsync(string workspace, string bundle, CancellationToken cancellationToken = default) =>
        (await _connection.GetAsync($"{PathOf(workspace, bundle)}/auth", BundleJson.Default.PageSignIn, cancellationToken)).Items;

    /// <summary>Begins a sign-in to a remote bundle; while one is under way, gives that one.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="user">Id or name of the user, of a bundle that each user signs in to; null for one that the workspace shares.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<SignInStart> SignInAsync(string workspace, string bundle, string? user = null, CancellationToken cancellationToken = default) =>
        _connection.PostAsync($"{PathOf(workspace, bundle)}/auth", JsonSerializer.SerializeToUtf8Bytes(new SignInUser(user), BundleJson.Default.SignInUser), BundleJson.Default.SignInStart, cancellationToken);

    /// <summary>Forgets a sign-in; what runs by it ends on every node.</summary>
    public Task SignOutAsync(string workspace, string bundle, string? user = null, CancellationToken cancellationToken = default) =>
        _connection.ChangeAsync(HttpMethod.Delete, ApiPaths.WithQuery($"{PathOf(workspace, bundle)}/auth", ("user", user)), null, null, BundleJson.Default.SignInStart, cancellationToken);

    private static string Root(string workspace) => $"{WorkspacesClient.PathOf(workspace)}/bundles";

    private static string PathOf(string workspace, string bundle) => $"{Root(workspace)}/{ApiPaths.Segment(bundle)}";

    private Task<Changed<BundleOutcome>> OperateAsync(string workspace, string bundle, string operation, ChangeOptions? options, CancellationToken cancellationToken) =>
        _connection.ChangeAsync(HttpMethod.Post, $"{PathOf(workspace, bundle)}/{operation}", null, options, BundleJson.Default.BundleOutcome, cancellationToken);
}
