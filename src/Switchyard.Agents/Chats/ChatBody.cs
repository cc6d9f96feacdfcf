using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Switchyard.Agents.Chats;

/// <summary>Reads the bodies of requests about chats: every fault at once, unknown fields included.</summary>
internal sealed class ChatBody
{
    /// <summary>Longest body in bytes.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Longest title and model, in characters.</summary>
    public const int MaxName = 200;

    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly List<(string Field, string Message)> _faults = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    private ChatBody()
    {
    }

    /// <summary>Reads the body as a JSON object.</summary>
    /// <exception cref="ChatException">It is too long or is none.</exception>
    public static async Task<ChatBody> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBytes)
        {
            throw new ChatException(new ChatProblem(413, "body_too_large", $"The body may have {MaxBytes} bytes."));
        }

        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
        {
            await text.WriteAsync(buffer.AsMemory(0, read));
            if (text.Length > MaxBytes)
            {
                throw new ChatException(new ChatProblem(413, "body_too_large", $"The body may have {MaxBytes} bytes."));
            }
        }

        try
        {
            using var document = JsonDocument.Parse(text.GetBuffer().AsMemory(0, (int)text.Length));
            return document.RootElement.ValueKind == JsonValueKind.Object ? Of(document.RootElement) : throw new ChatException(NoObject);
        }
        catch (JsonException)
        {
            throw new ChatException(NoObject);
        }
    }

    private static ChatProblem NoObject => new(400, "invalid_json", "The body is not a JSON object.");

    /// <summary>Whether the field is there, null included.</summary>
    public bool Has(string field) => _fields.ContainsKey(field);

    /// <summary>A text of 1 to <paramref name="longest"/> characters; null if it is absent, null or wrong.</summary>
    public string? Text(string field, int longest, bool isRequired = false)
    {
        var value = Take(field);
        if (value is null)
        {
            if (isRequired)
            {
                _faults.Add((field, "is required"));
            }

            return null;
        }

        if (value is { ValueKind: JsonValueKind.String } text && text.GetString()!.Trim() is { Length: > 0 } given && given.Length <= longest)
        {
            return given;
        }

        _faults.Add((field, $"must be a text of 1 to {longest} characters"));
        return null;
    }

    /// <summary>A UUID; null if it is absent, null or wrong.</summary>
    public Guid? Id(string field)
    {
        if (Take(field) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var id))
        {
            return id;
        }

        _faults.Add((field, "must be a UUID"));
        return null;
    }

    /// <summary>All has been read: what is left is unknown.</summary>
    /// <exception cref="ChatException">The body has faults; all of them are named.</exception>
    public void Finish()
    {
        _faults.AddRange(_fields.Keys.Where(field => !_read.Contains(field)).Select(static field => (field, "is not a field of chats")));
        if (_faults.Count > 0)
        {
            throw new ChatException(ChatProblem.Invalid(_faults));
        }
    }

    private static ChatBody Of(JsonElement root)
    {
        var body = new ChatBody();
        foreach (var field in root.EnumerateObject())
        {
            if (!body._fields.TryAdd(field.Name, field.Value.Clone()))
            {
                body._faults.Add((field.Name, "is there twice"));
            }
        }

        return body;
    }

    private JsonElement? Take(string field)
    {
        _read.Add(field);
        return _fields.TryGetValue(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}
