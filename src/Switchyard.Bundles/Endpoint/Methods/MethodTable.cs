using Switchyard.Bundles.Endpoint.Messages;
using Method = System.Func<Switchyard.Bundles.Endpoint.Methods.McpRequest, System.Threading.CancellationToken, System.Threading.Tasks.Task<Switchyard.Bundles.Endpoint.Messages.RpcAnswer>>;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>All methods that a request can ask for, but for <c>subscriptions/listen</c>, whose answer has no end.</summary>
internal sealed class MethodTable
{
    public const string Initialize = "initialize";
    public const string Listen = "subscriptions/listen";

    /// <summary>What metrics call a method that is none: names come from outside.</summary>
    public const string Other = "other";

    private readonly Dictionary<string, Method> _withSessions;
    private readonly Dictionary<string, Method> _withTasks;
    private readonly Dictionary<string, Method> _stateless;
    private readonly KnownTraits _known;

    public MethodTable(GreetingMethods greeting, ToolMethods tools, ResourceMethods resources, PromptMethods prompts, TaskMethods tasks, KnownTraits known)
    {
        _known = known;
        var always = new Dictionary<string, Method>(StringComparer.Ordinal)
        {
            ["tools/list"] = tools.ListAsync,
            ["tools/call"] = tools.CallAsync,
            ["resources/list"] = resources.ListAsync,
            ["resources/templates/list"] = resources.ListTemplatesAsync,
            ["resources/read"] = resources.ReadAsync,
            ["prompts/list"] = prompts.ListAsync,
            ["prompts/get"] = prompts.GetAsync,
            ["completion/complete"] = prompts.CompleteAsync,
        };
        _withSessions = new Dictionary<string, Method>(always, StringComparer.Ordinal)
        {
            [Initialize] = greeting.InitializeAsync,
            ["ping"] = GreetingMethods.AgreeAsync,
            ["logging/setLevel"] = GreetingMethods.AgreeAsync,
        };
        _withTasks = new Dictionary<string, Method>(_withSessions, StringComparer.Ordinal)
        {
            ["tasks/get"] = tasks.GetAsync,
            ["tasks/result"] = tasks.ResultAsync,
            ["tasks/list"] = tasks.ListAsync,
            ["tasks/cancel"] = tasks.CancelAsync,
        };
        _stateless = new Dictionary<string, Method>(always, StringComparer.Ordinal)
        {
            ["server/discover"] = greeting.DiscoverAsync,
            ["tasks/get"] = tasks.GetAsync,
            ["tasks/update"] = tasks.UpdateAsync,
            ["tasks/cancel"] = tasks.CancelAsync,
        };
    }

    /// <summary>What metrics call a method.</summary>
    public string LabelOf(string? method) => method is not null && (method == Listen || _withTasks.ContainsKey(method) || _stateless.ContainsKey(method)) ? method : Other;

    /// <summary>Answers a request.</summary>
    public async Task<RpcAnswer> RunAsync(McpRequest request, CancellationToken cancellationToken)
    {
        var method = request.Message.Method!;
        return (request.IsStateless ? _stateless : ProtocolVersions.HasTasks(request.Version) ? _withTasks : _withSessions).TryGetValue(method, out var run) && await IsThereAsync(method, request, cancellationToken)
            ? await run(request, cancellationToken)
            : Answers.Fail(RpcError.MethodNotFound, $"There is no method '{method}'.", status: request.IsStateless ? 404 : 200);
    }

    /// <summary>Whether a bundle has what a method is for. A client with a session was told when it began, and lists that have become empty are no error to it; one without is told now.</summary>
    private async ValueTask<bool> IsThereAsync(string method, McpRequest request, CancellationToken cancellationToken)
    {
        var subject = method[..(method.IndexOf('/', StringComparison.Ordinal) + 1)];
        if (subject is not ("resources/" or "prompts/" or "completion/"))
        {
            return true;
        }

        var traits = await _known.OfAsync(request.Workspace, request.Caller.UserId, cancellationToken);
        return !request.IsStateless || (subject == "resources/" && traits.Resources) || (subject == "prompts/" && traits.Prompts) || (subject == "completion/" && traits.Completions);
    }
}
