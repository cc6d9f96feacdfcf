using System.Buffers;
using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Modules;
using Switchyard.Gateway.Modules.Building;
using Switchyard.Gateway.Modules.Chains;
using Switchyard.Gateway.Relay;
using Switchyard.Gateway.Time;
using Switchyard.Model.Routing;

namespace Switchyard.Gateway.Pipeline;

/// <summary>Leads an intercepted request through its modules before anything is asked of a provider.</summary>
internal sealed class ModuleGate(ModuleFaults faults, ClientFlush client, MonotonicClock clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Finds the modules of the request, which <see cref="Exchange.Modules"/> has from then on, and lets the one that has the alias order the targets. Null when there are no modules, or the reason why it can not go on.
    /// </summary>
    public Failure? Begin(Exchange exchange, IBridge bridge, RequestFacts facts, ReadOnlyMemory<byte> body, Target[] targets, string? alias)
    {
        var modules = exchange.Snapshot.Modules;
        var chain = alias is null ? modules.Of(targets[0].Provider.Config.Name, bridge.Format) : modules.OfRoute(alias, bridge.Format);
        if (chain is null)
        {
            return null;
        }

        var actor = exchange.Actor!;
        var request = new ModuleRequest(exchange.Context.Request.Headers, facts, exchange.Context.Request.QueryString.Value ?? "", exchange.Snapshot.Prices)
        {
            Id = exchange.Id,
            StartedAt = exchange.StartedAt,
            UserId = actor.Key.UserId,
            UserName = actor.User?.Name ?? "",
            AccessKeyId = actor.Key.Id,
            Format = ModuleSet.NameOf(bridge.Format),
            Route = alias,
            Body = body,
        };
        var run = new ModuleRun(chain, request, faults);
        exchange.Modules = run;
        var failure = alias is not null && modules.Choosers.TryGetValue(alias, out var chosen) && chosen.Chooser.Config.On.Fits(alias, request.Format) ? Order(chosen.Chooser, request, targets) : null;
        run.Attempt(targets[0].Provider.Config, targets[0].Model ?? facts.Model);
        return failure;
    }

    /// <summary>Lets the modules see the request. What they made of its body is in <see cref="ModuleRequest.Body"/> and <see cref="ModuleRequest.Facts"/> afterwards.</summary>
    public async ValueTask<ModuleVerdict> RunAsync(Exchange exchange, IBridge bridge, ModuleRun run)
    {
        exchange.Call.WaitUntil(clock.Now + Patience.Ticks, EndReason.ModuleSilent);
        ModuleVerdict verdict;
        try
        {
            verdict = await run.RequestAsync(exchange.Call.Token);
        }
        finally
        {
            exchange.Call.WaitEnded();
        }

        var request = run.Request;
        if (!verdict.Continues || !request.IsReplaced)
        {
            return verdict;
        }

        request.IsReplaced = false;
        if (!bridge.TryInspect(request.Body, exchange.Snapshot.Source.Server.MaxJsonDepth, out var facts, out _))
        {
            return ModuleVerdict.Refuse(Failure.ModuleBrokeBody);
        }

        request.Facts = facts;
        return verdict;
    }

    /// <summary>Sends what a module answers with.</summary>
    public async ValueTask<RelayEnd> AnswerAsync(Exchange exchange, ModuleAnswer answer)
    {
        var response = exchange.Context.Response;
        response.StatusCode = answer.Status;
        var headers = new ClientHeaders(response.Headers);
        foreach (var (name, value) in answer.Headers)
        {
            headers.Set(name, value);
        }

        AnswerHeaders.Own(exchange);
        if (answer.FromCache)
        {
            response.Headers[Headers.SwitchyardHeaders.Cache] = "hit";
        }

        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        exchange.FirstByte = clock.Now;
        response.BodyWriter.Write(answer.Body.Span);
        return await client.FlushAsync(exchange, response.BodyWriter) ? RelayEnd.Completed : RelayEnd.Cancelled;
    }

    /// <summary>A request ends that was never recorded: refused, or failed before there was anything to record.</summary>
    public void End(Exchange exchange, RelayEnd end)
    {
        if (exchange.Modules is not { HasEnded: false } run)
        {
            return;
        }

        // One that was stopped is told of by its reason: the exception that leads out of it has yet to be read.
        var reason = exchange.Call.Reason;
        var failure = reason == EndReason.None ? end.Failure : EndReasons.FailureOf(reason);
        run.End(new ModuleEnd
        {
            Status = reason is EndReason.ClientGone or EndReason.ClientStalled ? "cancelled" : "failed",
            HttpStatus = failure?.Status ?? 0,
            ErrorCode = failure?.Code,
            Provider = run.Request.Provider,
            Model = run.Request.Model,
            Attempts = exchange.Attempts,
            Duration = TimeSpan.FromTicks(clock.Now - exchange.Started),
        });
    }

    private Failure? Order(ModuleSlot chooser, ModuleRequest request, Target[] targets)
    {
        var named = Array.ConvertAll(targets, static target => new RouteTarget(target.Provider.Config.Name, target.Model ?? ""));
        Target[] before = [.. targets];
        try
        {
            var ordered = (RouteTarget[])named.Clone();
            ((ITargetModule)chooser.Module).OnTargets(request, ordered);
            for (var i = 0; i < ordered.Length; i++)
            {
                // By reference: what the module was given, in another order; anything else is a fault of it.
                var place = Array.FindIndex(named, target => ReferenceEquals(target, ordered[i]));
                targets[i] = before[place];
                named[place] = null!;
            }

            return null;
        }
        catch (Exception error)
        {
            before.CopyTo(targets, 0);
            return faults.Judge(chooser, request, error);
        }
    }
}
