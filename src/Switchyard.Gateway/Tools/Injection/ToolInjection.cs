using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Headers;
using Switchyard.Gateway.Tools.Telemetry;
using Switchyard.Model.Bundles;
using Switchyard.Model.Tools;

namespace Switchyard.Gateway.Tools.Injection;

/// <summary>Decides which tools an intercepted request is given. For a request without a workspace that is one look at its header and its key.</summary>
internal sealed partial class ToolInjection(IWorkspaceTools tools, ToolInstruments instruments, ILogger<ToolInjection> logger)
{
    /// <summary>What the request is given, or null when it is none of the tools' business.</summary>
    public ToolPlan? Plan(Exchange exchange, string workspace, RequestFacts facts, ToolRequest request, Target[] targets)
    {
        var settings = exchange.Snapshot.Source.Server.Tools;
        if (request.ForbidsTools || exchange.Actor!.Key.Tools is { Count: 0 }
            || Array.Exists(targets, target => !target.Provider.Config.Settings.Tools || settings.Skips(target.Model ?? facts.Model)))
        {
            return null;
        }

        var offer = tools.Offer(workspace, exchange.Actor!.Key.UserId);
        var plan = request.WantsChoices
            ? new ToolPlan(workspace, settings, request, FrozenDictionary<string, OfferedTool>.Empty, [], Omit(offer.Tools.Count, "choices"))
            : Choose(exchange, workspace, settings, request, offer);
        if (plan.Tools.Count > 0 || plan.Omitted > 0)
        {
            exchange.ToolsHeader = plan.Header;
        }

        instruments.Injected(plan.Tools.Count);
        return plan;
    }

    /// <summary>The workspace of a request: the header's, if the user may use it; else the key's own, which whoever made the key has granted; else none. Or why it is refused.</summary>
    public static Failure? ChooseWorkspace(Exchange exchange, out string? workspace)
    {
        var own = exchange.Actor!.Key.Workspace;
        workspace = own;
        if (!exchange.Context.Request.Headers.TryGetValue(SwitchyardHeaders.Workspace, out var asked))
        {
            return null;
        }

        workspace = asked.ToString();
        if (workspace == own)
        {
            return null;
        }

        foreach (var known in exchange.Snapshot.Source.Workspaces)
        {
            if (known.Name == workspace && known.IsOpenTo(exchange.Actor.Key.UserId))
            {
                return null;
            }
        }

        return Failure.WorkspaceNotGranted;
    }

    private ToolPlan Choose(Exchange exchange, string workspace, ToolSettings settings, ToolRequest request, ToolOffer offer)
    {
        var definitions = ToolDefinitions.Of(offer, request.Format, settings.Strict);
        var chosen = new List<KeyValuePair<string, OfferedTool>>(definitions.Length);
        var texts = new List<byte[]>(definitions.Length);
        var (bytes, omitted, taken) = (0, 0, 0);
        for (var i = 0; i < definitions.Length; i++)
        {
            var tool = offer.Tools[i];
            if (!IsGranted(exchange, tool))
            {
                continue;
            }

            var reason = request.ToolNames.Contains(tool.ModelName) ? "name_taken"
                : definitions[i].Length > settings.MaxToolBytes ? "too_large"
                : request.Tools.Count + chosen.Count >= settings.MaxTools ? "too_many"
                : bytes + definitions[i].Length > settings.MaxDefinitionBytes ? "definitions_too_large"
                : null;
            if (reason is not null)
            {
                taken += reason == "name_taken" ? 1 : 0;
                omitted += Omit(1, reason);
                continue;
            }

            bytes += definitions[i].Length;
            chosen.Add(new(tool.ModelName, tool));
            texts.Add(definitions[i]);
        }

        if (taken > 0)
        {
            LogTaken(exchange.IdText, workspace, taken);
        }

        return new ToolPlan(workspace, settings, request, chosen.ToFrozenDictionary(StringComparer.Ordinal), texts, omitted);
    }

    private static bool IsGranted(Exchange exchange, OfferedTool tool)
    {
        if (exchange.Actor!.Key.Tools is not { } patterns)
        {
            return true;
        }

        foreach (var pattern in patterns)
        {
            if (BundlePattern.IsMatch(pattern, tool.FullName))
            {
                return true;
            }
        }

        return false;
    }

    private int Omit(int count, string reason)
    {
        instruments.Omitted(count, reason);
        return count;
    }

    [LoggerMessage(EventId = 4600, Level = LogLevel.Warning, Message = "Request {RequestId} has tools of its own by the names of {Count} tools of the workspace {Workspace}, which were left out")]
    private partial void LogTaken(string requestId, string workspace, int count);
}
