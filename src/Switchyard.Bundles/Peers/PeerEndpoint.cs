using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Endpoint.Streams;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Configuration.Peers;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Peers;

/// <summary>
/// Answers other nodes about exclusive bundles that this one owns. Whoever does not sign as a node is refused (401) before his body is read; a bundle that this node does not own, or not by the lease that the other
/// one knows, is not served (409).
/// </summary>
internal sealed class PeerEndpoint(PeerDoor door, BundleSupervisor supervisor, BundleCalls calls, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int MaxBody = 32 << 20;
    private const int ProgressKept = 64;

    /// <summary>Longest time that a look waits for something new.</summary>
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(20);

    /// <summary>Sends a request to the bundle's server, as a call of this node.</summary>
    public async Task RequestAsync(HttpContext context)
    {
        if (await EnterAsync(context) is not var (run, body) || MessageParser.Text(body, PeerWire.Method) is not { } method)
        {
            return;
        }

        var ended = context.RequestAborted;
        var progress = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(ProgressKept) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        Action<JsonObject>? told = body[PeerWire.WantsProgress]?.GetValueKind() == System.Text.Json.JsonValueKind.True ? parameters => progress.Writer.TryWrite(PeerWire.Progress(parameters)) : null;
        var asking = AskAsync(run.Key, method, body[PeerWire.Parameters] as JsonObject, told, progress.Writer, ended);
        try
        {
            var answer = await SseWriter.BeginAsync(context, time, ended);
            await foreach (var said in progress.Reader.ReadAllAsync(ended))
            {
                await answer.WriteAsync(said, place: null, ended);
            }

            await answer.WriteAsync(PeerWire.Outcome(await asking), place: null, ended);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or SlowReaderException)
        {
            // The other node has given up; its call ends with the connection.
            context.Abort();
        }
        finally
        {
            await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Tells what the server is and offers, as soon as that is something else than the other node has seen.</summary>
    public async Task ViewAsync(HttpContext context)
    {
        if (await EnterAsync(context) is not var (run, body))
        {
            return;
        }

        JsonObject answer;
        try
        {
            answer = await LookAsync(run, PeerWire.ReadMark(body[PeerWire.Seen] as JsonObject), body[PeerWire.Start]?.GetValueKind() == System.Text.Json.JsonValueKind.True, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(MessageWriter.Bytes(answer), context.RequestAborted);
    }

    private async Task<JsonObject> LookAsync(BundleRun run, PeerMark? seen, bool start, CancellationToken cancellationToken)
    {
        if (start && await calls.RequestAsync(run.Key, user: null, "ping", parameters: null, Resend.Read, progress: null, cancellationToken) is CallOutcome.Unavailable why)
        {
            return PeerWire.Refusal(why.Code, why.Message);
        }

        // Somebody looks all the time: a node that stops would wait for them before it gives its bundles up.
        var stopping = lifetime.ApplicationStopping;
        using var late = new CancellationTokenSource(LookTime, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping, cancellationToken);
        while (true)
        {
            run.Status.Read(out var number);
            var mark = new PeerMark(run.Local?.Generation ?? 0, run.ListChanges);
            if (run.Local is not { HasEnded: false } local)
            {
                return PeerWire.Refusal(CallFaults.Down, $"The bundle '{run.Key.Bundle}' is not up.");
            }

            if (stopping.IsCancellationRequested)
            {
                return PeerWire.Refusal(CallFaults.Down, "The node stops.");
            }

            if (mark != seen || late.IsCancellationRequested)
            {
                return PeerWire.View(mark with { Generation = local.Generation }, local.Server);
            }

            await run.Status.WaitForAsync(number + 1, any.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<CallOutcome> AskAsync(BundleKey key, string method, JsonObject? parameters, Action<JsonObject>? progress, ChannelWriter<byte[]> done, CancellationToken cancellationToken)
    {
        try
        {
            // Whether it may be sent again is for the node to say that knows who asks and what for.
            return await calls.RequestAsync(key, user: null, method, parameters, Resend.IfUnsent, progress, cancellationToken);
        }
        finally
        {
            done.Complete();
        }
    }

    private async Task<(BundleRun Run, JsonObject Body)?> EnterAsync(HttpContext context)
    {
        if (await door.EnterAsync(context, MaxBody) is not { } bytes)
        {
            return null;
        }

        if (MessageParser.Parse(bytes.Span) is not [var body])
        {
            return Refuse(context, StatusCodes.Status401Unauthorized);
        }

        var key = new BundleKey((string)context.Request.RouteValues["workspace"]!, (string)context.Request.RouteValues["bundle"]!);
        return supervisor.Run(key) is { Exclusivity.Owner: Ownership.Held { Lease: { IsGood: true } lease } } run && lease.Generation == MessageParser.Number(body, PeerWire.Lease)
            ? (run, body)
            : Refuse(context, StatusCodes.Status409Conflict);
    }

    private static (BundleRun, JsonObject)? Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return null;
    }
}
