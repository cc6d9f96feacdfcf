using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Admin.Client.Interceptions;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Client.Workspaces;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;

namespace Switchyard.Console.Tests.Yards;

/// <summary>What there is to look at: traffic of a user, a workspace with a build, a bundle that runs. Made once.</summary>
internal static class Seed
{
    /// <summary>Name of the workspace.</summary>
    public const string Workspace = "web";

    private static readonly Lock Gate = new();
    private static Task<Seeded>? _making;

    /// <summary>Makes it unless it is made. What failed once fails for all.</summary>
    public static Task<Seeded> GrowAsync(TestYard yard)
    {
        lock (Gate)
        {
            return _making ??= MakeAsync(yard);
        }
    }

    private static async Task<Seeded> MakeAsync(TestYard yard)
    {
        var user = (await yard.Client.Users.CreateAsync(new NewUser("ann") { Email = "ann@example.com", Role = "engineer" }, cancellationToken: Patience.Token)).Value!;
        var key = (await yard.Client.AccessKeys.CreateAsync(new NewAccessKey("laptop", user.Id), cancellationToken: Patience.Token)).Value!;
        await yard.Client.Workspaces.CreateAsync(new NewWorkspace(Workspace) { DisplayName = "Web team" }, cancellationToken: Patience.Token);
        await yard.Client.Builds.CreateAsync(Workspace, cancellationToken: Patience.Token);
        await AddBundleAsync(yard, "toy");
        await AskAsync(yard, key.Secret!);
        while (true)
        {
            var list = await yard.Client.Interceptions.ListAsync(new InterceptionQuery { User = "ann", Status = "completed" }, Patience.Token);
            var bundle = await yard.Client.Bundles.GetAsync(Workspace, "toy", Patience.Token);
            if (list.Items.Count >= 4 && list.Items.FirstOrDefault(static item => item.SessionId is not null) is { SessionId: { } session } && bundle.State == "running")
            {
                return new Seeded(user.Id, list.Items[0].Id, session);
            }

            await Patience.PauseAsync();
        }
    }

    /// <summary>Adds a bundle that runs the toy server and takes a credential.</summary>
    public static Task AddBundleAsync(TestYard yard, string name) => yard.Client.Bundles.CreateAsync(
        Workspace,
        JsonSerializer.SerializeToElement(new
        {
            name,
            type = "stdio",
            displayName = "Toy server",
            command = "dotnet",
            args = new[] { "exec", BuiltProgram.PathOf("Switchyard.Bundles.ToyServer") },
            eager = true,
            credentials = new[] { new { name = "token", env = "TOY_TOKEN", description = "A token for the toy." } },
        }),
        new Switchyard.Admin.Client.Changes.ChangeOptions { Wait = TimeSpan.FromSeconds(30) },
        Patience.Token);

    private static async Task AskAsync(TestYard yard, string key)
    {
        using var http = new HttpClient { BaseAddress = yard.DataPlane };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        for (var i = 0; i < 4; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(i % 2 == 0 ? "/sim-openai/v1/chat/completions" : "/sim-anthropic/v1/messages", UriKind.Relative))
            {
                Content = new StringContent(i % 2 == 0 ? """{"model":"gpt-5","messages":[{"role":"user","content":"How many wagons?"}]}""" : """{"model":"claude-sonnet-4-5","max_tokens":50,"messages":[{"role":"user","content":"How many tracks?"}],"metadata":{"user_id":"user_a1_account__session_4f9d2b0c-4bfb-4c36-9b8e-1f6f9d2c7a11"}}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.UserAgent.ParseAdd("claude-cli/2.0");
            request.Headers.Add("X-Claude-Code-Session-Id", "4f9d2b0c-4bfb-4c36-9b8e-1f6f9d2c7a11");
            using var answer = await http.SendAsync(request, Patience.Token);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Patience.Token));
        }
    }
}

/// <summary>Ids of what was made.</summary>
internal sealed record Seeded(Guid User, Guid Request, Guid Session);
