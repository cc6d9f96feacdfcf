using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Configuration.Reloading;
using Switchyard.Hub.Agents;
using Switchyard.Model.Agents;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Agents;

/// <summary>Where agents register. No operator's route: an agent's token opens it, and nothing else. The token comes first: whoever has none is told nothing about his body.</summary>
internal static class RegisterEndpoint
{
    /// <summary>Most bytes of a body.</summary>
    public const int MostBytes = 16 << 10;

    public static void MapAgentRegister(this IEndpointRouteBuilder endpoints) =>
        endpoints.OnPost("/api/v1/agents/register", (Delegate)RegisterAsync).WithTags("Agents")
            .WithSummary("Registers an agent, with 'Authorization: Bearer swa_…'. The same boot id again is a sign of life, another one a new process.")
            .Takes<RegistrationBody>().Produces<RegistrationView>();

    private static async Task<IResult> RegisterAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        var (pass, refused) = await services.GetRequiredService<AgentDoor>().AdmitAsync(TokenOf(context.Request), address, context.RequestAborted);
        if (pass is null)
        {
            throw new ProblemException(ProblemOf(refused));
        }

        using var body = await JsonBody.ReadAsync(context, MostBytes, context.RequestAborted);
        var faults = new FaultList();
        var registration = RegistrationRequest.Read(body.Root, faults);
        Problem.ThrowIfAny(faults);
        var answer = await services.GetRequiredService<AgentRegistry>().RegisterAsync(pass, registration, address, context.RequestAborted);
        if (answer.Registered is not { } registered)
        {
            throw new ProblemException(ProblemOf(answer));
        }

        context.Response.Headers.CacheControl = "no-store";
        var settings = services.GetRequiredService<ConfigurationStatus>().Current?.Server.Agents ?? AgentSettings.Default;
        var view = new RegistrationView
        {
            AgentId = registered.AgentId,
            WorkspaceId = registered.WorkspaceId,
            BuildId = registered.BuildId,
            Heartbeat = Durations.Format(settings.Heartbeat),
            DialKey = Convert.ToBase64String(registered.DialKey.Span),
        };
        return Results.Json(view, AgentJson.Default.RegistrationView);
    }

    private static string? TokenOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        return request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    private static Problem ProblemOf(AgentAnswer answer)
    {
        var wait = answer.RetryAfter is { } after ? (int)Math.Max(1, Math.Ceiling(after.TotalSeconds)) : (int?)null;
        return answer.Refusal switch
        {
            AgentRefusal.TooManyFailures => new Problem(429, "too_many_failures", "Too many failed tries", "Too many tries from this address have failed; nothing is looked up for it now.") { RetryAfter = wait },
            AgentRefusal.TooManyProcesses => new Problem(429, "too_many_registrations", "Too many registrations", "Too many processes have registered with this token within a minute.") { RetryAfter = wait },
            AgentRefusal.NotGranted => new Problem(403, "workspace_not_granted", "Workspace of nobody", "Nobody may use the workspace of this token."),
            AgentRefusal.BuildRetired => new Problem(409, "build_retired", "Build retired", "The build of this token has failed, was stopped, or a newer one has succeeded; ask for a token of the newest build."),
            AgentRefusal.TooManyAgents => new Problem(409, "too_many_agents", "Too many agents", $"A build has at most {AgentRegistry.MaxAgents} agents."),
            _ => new Problem(401, "unauthorized", "Agent token required", "Send a valid agent token as 'Authorization: Bearer swa_…'."),
        };
    }
}
