using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Requests;
using Switchyard.Simulator.Streaming;

namespace Switchyard.Simulator.Dialects.OpenAI;

/// <summary><c>POST /v1/responses</c>.</summary>
internal sealed class ResponsesDialect(StoredResponses stored) : OpenAIDialect
{
    public override bool NeedsModel => true;

    public override byte[] Answer(Turn turn)
    {
        var status = turn.HitsLimit ? "incomplete" : turn.Behavior.Fault.Kind == FaultKind.Failed ? "failed" : "completed";
        var answer = Json(json => ResponseObject.Write(json, turn, status));
        stored.Keep(turn.Id("resp_"), answer);
        return answer;
    }

    public override StreamScript Script(Turn turn)
    {
        stored.Keep(turn.Id("resp_"), Answer(turn));
        return new StreamScript([.. new ResponseEvents(turn).All()]);
    }

    public override ScriptedEvent ErrorEvent(Turn turn)
    {
        if (turn.Behavior.Fault.Kind == FaultKind.Failed)
        {
            return ScriptedEvent.Of("response.failed", json =>
            {
                json.WriteString("type", "response.failed");
                json.WriteNumber("sequence_number", turn.Behavior.Fault.AfterEvents ?? 1);
                json.Object("response", response => ResponseObject.Write(response, turn, "failed"));
            });
        }

        return ScriptedEvent.Of("error", json =>
        {
            json.WriteString("type", "error");
            json.WriteString("code", "server_error");
            json.WriteString("message", "The server had an error while processing your request.");
            json.WriteNull("param");
            json.WriteNumber("sequence_number", turn.Behavior.Fault.AfterEvents ?? 1);
        });
    }
}
