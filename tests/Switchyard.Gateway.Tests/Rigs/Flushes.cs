using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Switchyard.Gateway.Tests.Rigs;

/// <summary>Stands between the data plane and the server wherever something is sent to a client, and does as the test wants: what otherwise takes a thread that is slow to come back.</summary>
/// <param name="flush">Flushes: gets the request, what was written to its client so far, and the flush itself.</param>
internal sealed class Flushes(Func<HttpContext, string, Func<ValueTask<FlushResult>>, CancellationToken, ValueTask<FlushResult>> flush) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            context.Features.Set<IHttpResponseBodyFeature>(new BodyFeature(inner, new Writer(context, inner.Writer, flush)));
            await rest(context);
        });
        next(app);
    };

    /// <summary>Lets the flush that hands over <paramref name="end"/> return only when the client has gone.</summary>
    public static Flushes ReturnLate(string end) => new(async (context, written, flush, _) =>
    {
        var result = await flush();
        if (written.Contains(end, StringComparison.Ordinal))
        {
            var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = context.RequestAborted.Register(left.SetResult);
            await left.Task.WaitAsync(GatewayRig.Ending);
        }

        return result;
    });

    /// <summary>Holds all flushes at <paramref name="gate"/>. One that is cancelled meanwhile costs the connection, as with the server.</summary>
    public static Flushes Held(Task gate, TaskCompletionSource reached) => new(async (context, _, flush, token) =>
    {
        reached.TrySetResult();
        try
        {
            await gate.WaitAsync(token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
            throw;
        }

        return await flush();
    });

    private sealed class BodyFeature(IHttpResponseBodyFeature inner, PipeWriter writer) : IHttpResponseBodyFeature
    {
        public Stream Stream => inner.Stream;

        public PipeWriter Writer => writer;

        public Task CompleteAsync() => inner.CompleteAsync();

        public void DisableBuffering() => inner.DisableBuffering();

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => inner.SendFileAsync(path, offset, count, cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);
    }

    private sealed class Writer(HttpContext context, PipeWriter inner, Func<HttpContext, string, Func<ValueTask<FlushResult>>, CancellationToken, ValueTask<FlushResult>> flush) : PipeWriter
    {
        private readonly StringBuilder _written = new();
        private Memory<byte> _last;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _last = inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            _written.Append(Encoding.ASCII.GetString(_last.Span[..bytes]));
            inner.Advance(bytes);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            flush(context, _written.ToString(), () => inner.FlushAsync(cancellationToken), cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
