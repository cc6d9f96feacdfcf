using System.Net.Http.Json;
using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Admin.Client.AgentTokens;
using Switchyard.Admin.Client.Builds;
using Switchyard.Admin.Client.Chats;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Client.Workspaces;
using Switchyard.Console.Tests.Yards;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Runs;

namespace Switchyard.Console.Tests.Chats;

/// <summary>A user who chats: with an access key and, if wanted, a workspace whose agent has a file.</summary>
internal sealed class ChatRig : IAsyncDisposable
{
    private readonly List<NodeProcess> _agents = [];
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("switchyard-chat-");
    private readonly TestYard _yard;

    private ChatRig(TestYard yard, Guid user, string key) => (_yard, User, Key, Chats) = (yard, user, key, ChatsClient.Connect(yard.DataPlane, key));

    public Guid User { get; }

    public string Key { get; }

    public ChatsClient Chats { get; }

    public static async Task<ChatRig> CreateAsync(TestYard yard, string name)
    {
        var user = (await yard.Client.Users.CreateAsync(new NewUser(name), cancellationToken: Patience.Token)).Value!;
        var key = (await yard.Client.AccessKeys.CreateAsync(new NewAccessKey("chats", user.Id), new() { Wait = TimeSpan.FromSeconds(30) }, Patience.Token)).Value!;
        return new ChatRig(yard, user.Id, key.Secret!);
    }

    /// <summary>A workspace with a build that has succeeded and its agent, whose directory has the file <c>note.txt</c>.</summary>
    public async Task<Guid> WorkspaceAsync(string name, string note)
    {
        var workspace = (await _yard.Client.Workspaces.CreateAsync(new NewWorkspace(name), new() { Wait = TimeSpan.FromSeconds(30) }, Patience.Token)).Value!;
        var build = (await _yard.Client.Builds.CreateAsync(name, cancellationToken: Patience.Token)).Value!;
        var token = (await _yard.Client.AgentTokens.CreateAsync(name, new NewAgentToken(build.Id, "main"), cancellationToken: Patience.Token)).Value!;
        await File.WriteAllTextAsync(Path.Combine(_root.FullName, "note.txt"), note, Patience.Token);
        var agent = NodeProcess.Launch(
            ["agent", "--url", _yard.Address.ToString(), "--root", _root.FullName, "--name", "main"], new Dictionary<string, string?> { ["SWITCHYARD_AGENT_TOKEN"] = token.Secret });
        _agents.Add(agent);
        await agent.WaitForLineAsync("Registered as agent");
        await _yard.Client.Builds.MoveAsync(name, build.Number, new BuildChange("succeeded"), cancellationToken: Patience.Token);
        return workspace.Id;
    }

    /// <summary>What the simulator does when it is asked for <paramref name="model"/>.</summary>
    public async Task ScriptAsync(string model, object with)
    {
        using var http = new HttpClient();
        var simulator = new Uri((await _yard.Client.Providers.GetAsync("sim-openai", Patience.Token)).BaseUrl);
        using var answer = await http.PostAsJsonAsync(new Uri(simulator, "/_sim/rules"), new { model, times = 1, with }, Patience.Token);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Patience.Token));
    }

    public async ValueTask DisposeAsync()
    {
        Chats.Dispose();
        foreach (var agent in _agents)
        {
            await agent.DisposeAsync();
        }

        _root.Delete(recursive: true);
    }
}
