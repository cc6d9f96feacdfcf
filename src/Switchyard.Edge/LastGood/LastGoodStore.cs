using System.Text.Json;
using Microsoft.Extensions.Logging;
using Switchyard.Edge.Options;
using Switchyard.Edge.Serving;
using Switchyard.Hub.States;
using Switchyard.Storage.Secrets;

namespace Switchyard.Edge.LastGood;

/// <summary>Keeps the last state that served on the disk, sealed. Used by one caller at a time.</summary>
internal sealed partial class LastGoodStore
{
    private const string Purpose = "edge";

    private readonly SealedFile _state;
    private readonly SealedFile _waypoint;
    private readonly ILogger _logger;
    private string? _kept;

    public LastGoodStore(EdgeOptions options, EdgeIdentity identity, SecretSealer sealer, ILogger<LastGoodStore> logger)
    {
        var directory = Path.GetFullPath(options.DataDirectory);
        _state = new SealedFile(Path.Combine(directory, "last-good"), Purpose, identity.InstanceId, sealer);
        _waypoint = new SealedFile(Path.Combine(directory, "last-contact"), Purpose, identity.InstanceId, sealer);
        _logger = logger;
    }

    /// <summary>What is on the disk; null when there is nothing that can be used, which is logged.</summary>
    public LastGoodState? Read()
    {
        if (Read(_state, LastGoodJson.ReadState) is not { } state)
        {
            return null;
        }

        _kept = Key(state.Serving.State);
        var waypoint = Read(_waypoint, LastGoodJson.ReadWaypoint);
        if (waypoint is null || waypoint.Epoch != state.Serving.State.Epoch || waypoint.Hash != state.Serving.State.Hash || waypoint.Seq < state.Serving.Seq)
        {
            return state;
        }

        var serving = new ServingState(GatewayState.Of(state.Serving.State.Epoch, waypoint.Revision, state.Serving.State.Objects), waypoint.Seq);

        // The mark is the later word, also when its time is the earlier one: then the clock was set back in between.
        return state with { Serving = serving, ContactAt = waypoint.ContactAt, Silence = waypoint.Silence };
    }

    /// <summary>Keeps <paramref name="state"/>. What has the content that is on the disk already is not written again; <see cref="Mark"/> notes how far it has come.</summary>
    /// <exception cref="IOException">The disk does not take it; what was kept before is still there.</exception>
    public void Write(LastGoodState state)
    {
        var key = Key(state.Serving.State);
        if (key == _kept)
        {
            return;
        }

        _state.Write(LastGoodJson.Write(state));
        _kept = key;
    }

    /// <summary>Notes how far the edge has come, when it had contact and for how long it has had none. A failure is logged: what is on the disk then is only older.</summary>
    public void Mark(ServingState serving, DateTimeOffset contactAt, TimeSpan silence)
    {
        try
        {
            _waypoint.Write(LastGoodJson.Write(new Waypoint(serving.State.Epoch, serving.State.Hash, serving.Seq, serving.State.Revision, contactAt, silence)));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogNotMarked(fault, _waypoint.Path);
        }
    }

    /// <summary>Deletes everything.</summary>
    /// <exception cref="IOException">The disk does not do it.</exception>
    public void Forget()
    {
        _kept = null;
        _state.Delete();
        _waypoint.Delete();
    }

    private static string Key(GatewayState state) => $"{state.Epoch:N}{state.Hash}";

    private T? Read<T>(SealedFile file, Func<byte[], T> read)
        where T : class
    {
        try
        {
            return file.Read() is { } content ? read(content) : null;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            LogUnusable(file.Path, fault.Message);
            return null;
        }
    }

    [LoggerMessage(9010, LogLevel.Warning, "{Path} is left alone, it can not be used: {Reason}")]
    private partial void LogUnusable(string path, string reason);

    [LoggerMessage(9011, LogLevel.Warning, "{Path} could not be written; it says less than is true until it can")]
    private partial void LogNotMarked(Exception exception, string path);
}
