using System.Text.Json;
using Microsoft.Extensions.Logging;
using Switchyard.Storage.Secrets;

namespace Switchyard.Configuration.LastGood;

/// <summary>The configuration that served last, on the disk, sealed. Read by the reloader, written by the keeper; neither waits for the other, because the file is replaced whole.</summary>
internal sealed partial class LastGoodStore
{
    private const string Purpose = "node";

    private readonly SealedFile? _file;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private Lazy<LastGoodContent?> _found;

    public LastGoodStore(LastGoodOptions options, Guid nodeId, SecretSealer sealer, ILogger<LastGoodStore> logger)
    {
        _file = options.Directory is null ? null : new SealedFile(Path.Combine(Path.GetFullPath(options.Directory), LastGoodOptions.FileName), Purpose, nodeId, sealer);
        _logger = logger;
        _found = new Lazy<LastGoodContent?>(Load);
    }

    /// <summary>Whether anything is kept at all.</summary>
    public bool IsOn => _file is not null;

    /// <summary>What the process before this one kept; null when there is nothing that can be used, which is logged. Once this process has written, null: what it knows itself is newer.</summary>
    public LastGoodContent? Read()
    {
        lock (_gate)
        {
            return _found.Value;
        }
    }

    /// <summary>Keeps <paramref name="content"/>.</summary>
    /// <exception cref="IOException">The disk does not take it; what was kept before is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public void Write(LastGoodContent content)
    {
        if (_file is null)
        {
            return;
        }

        _file.Write(JsonSerializer.SerializeToUtf8Bytes(content, LastGoodJson.Default.LastGoodContent));
        lock (_gate)
        {
            // It may be large, and nobody needs it any more.
            _found = new Lazy<LastGoodContent?>(() => null);
        }
    }

    private LastGoodContent? Load()
    {
        try
        {
            return _file?.Read() is { } bytes ? Parse(bytes) : null;
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            LogUnusable(_file!.Path, fault.Message);
            return null;
        }
    }

    private static LastGoodContent Parse(byte[] bytes)
    {
        using (var head = JsonDocument.Parse(bytes))
        {
            if (!head.RootElement.TryGetProperty("version", out var version) || !version.TryGetInt32(out var number) || number != LastGoodContent.CurrentVersion)
            {
                throw new JsonException("It is of a version that this version of Switchyard does not know.");
            }
        }

        return JsonSerializer.Deserialize(bytes, LastGoodJson.Default.LastGoodContent) ?? throw new JsonException("It is empty.");
    }

    [LoggerMessage(3041, LogLevel.Warning, "{Path} is left alone, it can not be used: {Reason}")]
    private partial void LogUnusable(string path, string reason);
}
