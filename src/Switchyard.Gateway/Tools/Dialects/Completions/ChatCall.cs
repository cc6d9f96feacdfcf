using System.Globalization;
using System.Text;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Tools.Conversations;

namespace Switchyard.Gateway.Tools.Dialects.Completions;

/// <summary>One call of a streamed chat completion in the making.</summary>
/// <param name="index">Its number at the upstream.</param>
internal sealed class ChatCall(long index)
{
    // What a name that does not come to an end may hold back; the rest of it is the client's business then.
    private const int MostHeld = 64 << 10;

    private readonly List<byte[]> _held = [];
    private int _heldBytes;

    /// <summary>Its number at the upstream.</summary>
    public long Index { get; } = index;

    /// <summary>Its parts so far.</summary>
    public JsonPieces Pieces { get; } = new("id", "type");

    /// <summary>Its id; empty until known.</summary>
    public string Id => Pieces.TextOf("id") ?? "";

    /// <summary>The tool's name so far.</summary>
    public string Name => (Pieces.ObjectOf("function") ?? Pieces.ObjectOf("custom"))?.PlainOf("name") ?? "";

    /// <summary>Whether it is of an injected tool; null until that is known.</summary>
    public bool? IsInjected { get; private set; }

    /// <summary>Its number for the client.</summary>
    public int ClientIndex { get; set; }

    /// <summary>Arguments as the model wrote them.</summary>
    public byte[] Arguments
    {
        get
        {
            var content = Pieces.ObjectOf("function") is { } function ? function.ContentOf("arguments") : default;
            var plain = new byte[content.Length];
            return plain.AsSpan(0, JsonText.Unescape(content, plain)).ToArray();
        }
    }

    private bool HasArguments => Pieces.ObjectOf("function") is { } function && !function.ContentOf("arguments").IsEmpty;

    /// <summary>Takes a piece of it and returns the pieces that the client gets now, each with the client's number.</summary>
    public IEnumerable<byte[]> Take(ReadOnlySpan<byte> entry, ToolNames names, Func<int> number)
    {
        var (name, hadArguments) = (Name, HasArguments);
        Pieces.Append(entry, "index");
        if (name.Length > 0 && Name.Length > name.Length && (hadArguments || Name == name + name))
        {
            // Some servers say the whole name with every piece.
            (Pieces.ObjectOf("function") ?? Pieces.ObjectOf("custom"))!.Set("name", JsonText.ToToken(name));
        }

        if (IsInjected is null)
        {
            // Once arguments come, the name is complete.
            Decide(Name.Length == 0 && !HasArguments ? null : HasArguments ? names.IsInjected(Name) : names.MayBeInjected(Name), number);
        }

        if (IsInjected is true)
        {
            _held.Clear();
            return [];
        }

        _held.Add(entry.ToArray());
        _heldBytes += entry.Length;
        if (IsInjected is null && _heldBytes > MostHeld)
        {
            Decide(false, number);
        }

        return IsInjected is null ? [] : Release();
    }

    /// <summary>There is no more of it. Returns the pieces that the client gets now.</summary>
    public IEnumerable<byte[]> Finish(ToolNames names, Func<int> number)
    {
        if (IsInjected is null)
        {
            Decide(names.IsInjected(Name), number);
        }

        return IsInjected is true ? [] : Release();
    }

    private void Decide(bool? isInjected, Func<int> number)
    {
        IsInjected = isInjected;
        if (isInjected is false)
        {
            ClientIndex = number();
        }
    }

    private byte[][] Release()
    {
        byte[][] released = [.. _held.Select(Renumbered)];
        _held.Clear();
        return released;
    }

    private byte[] Renumbered(byte[] entry)
    {
        if (ClientIndex == Index)
        {
            return entry;
        }

        var number = Encoding.ASCII.GetBytes(ClientIndex.ToString(CultureInfo.InvariantCulture));
        var members = JsonMember.Of(entry);
        var patch = new JsonPatch();
        if (members.ValueOf("index") is { } index)
        {
            patch.Replace(index, number);
        }
        else
        {
            patch.Add(..entry.Length, members, [.. "\"index\":"u8, .. number]);
        }

        return patch.Apply(entry);
    }
}
