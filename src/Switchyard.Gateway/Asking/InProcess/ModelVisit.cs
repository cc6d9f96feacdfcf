using System.Diagnostics.CodeAnalysis;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Access;
using Switchyard.Gateway.Asking.Dialects;
using Switchyard.Gateway.Asking.Events;
using Switchyard.Gateway.Asking.Messages;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Headers;
using Switchyard.Gateway.Pipeline;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Hot;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;

namespace Switchyard.Gateway.Asking.InProcess;

/// <summary>Requests to the data plane that share one snapshot.</summary>
internal sealed class ModelVisit(Lease<GatewaySnapshot> lease, InProcessActor actor, DataPlane plane) : IModelVisit
{
    // A refusal is short; whatever an upstream adds to one is not worth more.
    private const int MaxErrorBytes = 64 * 1024;

    private Lease<GatewaySnapshot> _lease = lease;

    /// <inheritdoc />
    public ConfigurationModel Configuration => _lease.Value.Source;

    /// <inheritdoc />
    public string? FaultOf(OfferedTool tool, ReadOnlyMemory<byte> arguments) => ToolArguments.Fault(tool, arguments);

    /// <inheritdoc />
    public (string Text, bool IsError) Read(ToolCallResult result)
    {
        if (result.Fault is not null)
        {
            return (result.Message ?? "The tool failed.", true);
        }

        var answer = ResultReader.Read(result.Result, Configuration.Server.Tools, takesImages: false);
        return (string.Join('\n', answer.Parts.Select(static part => System.Text.Encoding.UTF8.GetString(part.Text.Span))), answer.IsError);
    }

    /// <inheritdoc />
    [SuppressMessage("Reliability", "CA2025", Justification = "The request has ended when the method goes on, and with it who disposes.")]
    public async IAsyncEnumerable<ModelEvent> AskAsync(ModelRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var format = FormatOf(request.Model);
        var body = format.Write(request);
        using var answer = new InProcessAnswer();
        await using var leaving = cancellationToken.UnsafeRegister(static state => ((InProcessAnswer)state!).Leave(), answer);
        var serving = ServeAsync(InProcessRequest.Create(format.Path, body, request, actor, answer), answer);
        try
        {
            await answer.Begun;
            cancellationToken.ThrowIfCancellationRequested();
            await foreach (var happened in ReadAsync(format, answer, cancellationToken))
            {
                yield return happened;
            }
        }
        finally
        {
            // Whoever stops in the middle is a client that goes. The request has ended when this does, and with it its record.
            answer.Leave();
            await answer.Reader.CompleteAsync();
            await serving;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _lease.Dispose();

    private async Task ServeAsync(HttpContext context, InProcessAnswer answer)
    {
        await Task.Yield();
        try
        {
            await plane.InvokeAsync(context, _lease.Share());
        }
        finally
        {
            await answer.EndAsync();
        }
    }

    private static async IAsyncEnumerable<ModelEvent> ReadAsync(AskingFormat format, InProcessAnswer answer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isStream = answer.StatusCode == 200 && answer.Headers.ContentType.ToString().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
        if (!isStream)
        {
            yield return await RefusalAsync(answer, cancellationToken);
            yield break;
        }

        var reader = format.Read();
        var events = SseParser.Create(answer.Reader.AsStream()).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (events)
        {
            while (await NextAsync(events, reader) is { } text)
            {
                if (text.Length > 0)
                {
                    yield return new ModelText(text);
                }
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        yield return reader.Failure ?? (ModelEvent?)reader.End() ?? new ModelFailed(502, "upstream_broke", "The model's answer broke off.");
    }

    // Null at the end, of the stream or of what can be read.
    private static async ValueTask<string?> NextAsync(IAsyncEnumerator<SseItem<string>> events, IAnswerReader reader)
    {
        try
        {
            return await events.MoveNextAsync() ? reader.Take(events.Current.Data) : null;
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return null;
        }
    }

    private static async Task<ModelFailed> RefusalAsync(InProcessAnswer answer, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        var stream = answer.Reader.AsStream();
        try
        {
            for (int read; body.Length < MaxErrorBytes && (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (IOException)
        {
        }

        var failed = AnswerErrors.Of(answer.StatusCode < 400 ? 502 : answer.StatusCode, body.ToArray());
        var code = answer.Headers[SwitchyardHeaders.Error].ToString();
        return failed with
        {
            Code = code.Length > 0 ? code : failed.Code,
            RetryAfter = int.TryParse(answer.Headers.RetryAfter.ToString(), out var seconds) ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    // Where nobody speaks any of them, the route's own refusal says so.
    private AskingFormat FormatOf(string model) => AskingFormat.All.FirstOrDefault(format => Speaks(model, format.Bridge)) ?? AskingFormat.All[0];

    private bool Speaks(string model, BridgeFormat format)
    {
        var snapshot = _lease.Value;
        if (snapshot.TryFindRoute(model, out var route))
        {
            return Array.Exists(route.Targets, target => target.Provider.Model?.Dialect.Speaks(format) ?? false);
        }

        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && snapshot.TryFindProvider(model.AsSpan(0, slash), out var provider) && (provider.Model?.Dialect.Speaks(format) ?? false);
    }
}
