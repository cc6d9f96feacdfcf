using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Streaming;

namespace Switchyard.Simulator.Dialects;

/// <summary>One endpoint of a simulated API: what it answers, and how it says no. Answers depend on the turn alone.</summary>
internal abstract class Dialect
{
    /// <summary>Whether a request without a model is refused.</summary>
    public virtual bool NeedsModel => false;

    public virtual IEventSpelling Spelling => SseSpelling.Instance;

    /// <summary>The body of a blocking answer.</summary>
    public abstract byte[] Answer(Turn turn);

    /// <summary>The events of a streamed answer; null where the endpoint has no streams.</summary>
    public virtual StreamScript? Script(Turn turn) => null;

    /// <summary>The body of an error.</summary>
    public abstract byte[] Error(int statusCode, string message);

    /// <summary>The event that ends a stream with an error.</summary>
    public abstract ScriptedEvent ErrorEvent(Turn turn);

    /// <summary>What this API refuses although it is JSON; null for nothing.</summary>
    public virtual Refusal? Refuse(RequestFacts facts, IHeaderDictionary headers, IQueryCollection query) => null;

    /// <summary>Headers the real API sends with every answer.</summary>
    public virtual void SetHeaders(IHeaderDictionary headers, string requestId, int statusCode) => headers["x-request-id"] = requestId;

    protected static byte[] Json(Action<Utf8JsonWriter> members) => ScriptedEvent.Json(members);
}
