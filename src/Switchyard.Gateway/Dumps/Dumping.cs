using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Telemetry;
using Switchyard.Model.Recording;

namespace Switchyard.Gateway.Dumps;

/// <summary>
/// Writes whole requests and responses of intercepted routes to files while <c>recording.dumpDirectory</c> is set, so that an operator sees what a client really sends and gets.
/// The request's thread only copies into memory; a loop writes. At most <see cref="MaxOpen"/> are under way at a time: beyond that, and when the disk is full or slow, requests go on without
/// being dumped, and that is counted.
/// </summary>
internal sealed partial class Dumping : BackgroundService
{
    /// <summary>Most dumps in memory, those of running requests and those waiting to be written together.</summary>
    public const int MaxOpen = 64;

    private static readonly TimeSpan BetweenComplaints = TimeSpan.FromMinutes(1);

    private readonly Channel<Dump> _finished = Channel.CreateBounded<Dump>(MaxOpen);
    private readonly Counter<long> _dumps;
    private readonly TimeProvider _time;
    private readonly ILogger<Dumping> _logger;
    private readonly DumpFolder _folder = new();
    private long _complainedAt;
    private int _open;

    public Dumping(GatewayInstruments instruments, TimeProvider time, ILogger<Dumping> logger)
    {
        _dumps = instruments.Meter.CreateCounter<long>("switchyard_dumps_total", description: "Requests written to the dump directory, or not.");
        _time = time;
        _logger = logger;
    }

    /// <summary>Begins to write <paramref name="exchange"/> down, if its configuration asks for it. The exchange ends it.</summary>
    public void Begin(Exchange exchange, ReadOnlySpan<byte> body)
    {
        var recording = exchange.Snapshot.Source.Recording;
        if (recording.DumpDirectory is not { } directory)
        {
            return;
        }

        if (Interlocked.Increment(ref _open) > MaxOpen)
        {
            Interlocked.Decrement(ref _open);
            Count("skipped");
            return;
        }

        // Texts are not to be written anywhere: then neither are they here.
        var most = recording.Prompts == PromptRecording.Full ? recording.DumpMaxBytes : 0;
        var context = exchange.Context;
        var dump = new Dump(Finish)
        {
            Directory = directory,
            MaxFiles = recording.DumpMaxFiles,
            Name = DumpText.NameOf(exchange.StartedAt, exchange.IdText),
            RequestHead = DumpText.Head(context.Request),
            Request = new DumpBody(most),
            Response = new DumpBody(most),
            Context = context,
        };
        dump.Request.Append(body);
        context.Features.Set<IHttpResponseBodyFeature>(new DumpedResponse(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), dump.Response));
        exchange.Dump = dump;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var dump in _finished.Reader.ReadAllAsync(stoppingToken))
            {
                Write(dump);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            while (_finished.Reader.TryRead(out var dump))
            {
                Write(dump);
            }
        }
    }

    private void Finish(Dump dump)
    {
        // Never full: there are no more dumps than places.
        if (!_finished.Writer.TryWrite(dump))
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private void Write(Dump dump)
    {
        try
        {
            _folder.Write(dump);
            Count("written");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Count("failed");
            var now = _time.GetTimestamp();
            if (_complainedAt == 0 || _time.GetElapsedTime(_complainedAt, now) >= BetweenComplaints)
            {
                _complainedAt = now;
                LogFailed(dump.Directory, failure.Message);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private void Count(string outcome) => _dumps.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    [LoggerMessage(EventId = 4404, Level = LogLevel.Warning, Message = "A request could not be written to the dump directory {Directory}; requests go on without it: {Reason}")]
    private partial void LogFailed(string directory, string reason);
}
