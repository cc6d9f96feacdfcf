namespace Switchyard.Gateway.Modules;

/// <summary>The body of an answer on its way to the client.</summary>
public sealed class ModuleBody
{
    internal ModuleBody(ReadOnlyMemory<byte> bytes, int status, string contentType) => (Bytes, Status, ContentType) = (bytes, status, contentType);

    /// <summary>What the client gets; valid only during the call.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>The upstream's status.</summary>
    public int Status { get; }

    /// <summary>Its media type; empty where it named none.</summary>
    public string ContentType { get; }

    /// <summary>Whether tools of a workspace took part in it. Such an answer is for nobody but who asked, and true only now.</summary>
    public bool IsOfTools { get; internal init; }

    /// <summary>Whether a module has replaced it.</summary>
    internal bool IsReplaced { get; private set; }

    /// <summary>Puts <paramref name="bytes"/> in its place; they must not change any more.</summary>
    public void Replace(ReadOnlyMemory<byte> bytes)
    {
        Bytes = bytes;
        IsReplaced = true;
    }
}
