using System.Text;

namespace Switchyard.Gateway.Tests.Streaming;

/// <summary>Streams as upstreams of each format send them, with what real ones have: comments, unknown members and types, escapes, text beyond ASCII.</summary>
public static class RecordedStreams
{
    public static readonly byte[] Chat = Encoding.UTF8.GetBytes(
        """
        : OPENROUTER PROCESSING

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-x","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

        data: {"id":"chatcmpl-1","choices":[{"delta":{"content":"Grüße \u00e9\n𝄞"},"index":0,"finish_reason":null}]}

        : keep-alive
        data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"read","arguments":""}}]}}]}

        data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"pa"}}]}}]}

        data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"th\":1}"}}]}}]}

        data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

        data: {"id":"chatcmpl-1","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":64,"audio_tokens":3},"completion_tokens_details":{"reasoning_tokens":5,"audio_tokens":2,"accepted_prediction_tokens":4,"rejected_prediction_tokens":1}}}

        data: [DONE]


        """);

    public static readonly byte[] Messages = Encoding.UTF8.GetBytes(
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":700,"cache_read_input_tokens":4000,"cache_creation":{"ephemeral_5m_input_tokens":200,"ephemeral_1h_input_tokens":500},"output_tokens":1}}}

        event: ping
        data: {"type": "ping"}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let me "}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"see.\n"}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQB"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"read","input":{}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"path\":"}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":" \"ä\"}"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":1}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":89,"server_tool_use":{"web_search_requests":2}}}

        event: message_stop
        data: {"type":"message_stop"}


        """);

    public static readonly byte[] Responses = Encoding.UTF8.GetBytes(
        """
        event: response.created
        data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","created_at":1700000000,"status":"in_progress","model":"gpt-x","output":[],"usage":null}}

        event: response.output_item.done
        data: {"type":"response.output_item.done","sequence_number":1,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"First, "},{"type":"summary_text","text":"think."}]}}

        event: response.output_text.delta
        data: {"type":"response.output_text.delta","sequence_number":2,"item_id":"msg_1","output_index":1,"delta":"Hi"}

        event: response.something_new
        data: {"type":"response.something_new","sequence_number":3,"payload":{"deep":[[[]]]}}

        event: response.output_item.done
        data: {"type":"response.output_item.done","sequence_number":4,"output_index":2,"item":{"id":"fc_1","type":"function_call","call_id":"call_9","name":"grep","arguments":"{\"q\":\"x\"}","status":"completed"}}

        event: response.completed
        data: {"type":"response.completed","sequence_number":5,"response":{"id":"resp_1","status":"completed","output":[{"id":"fc_1","type":"function_call","call_id":"call_9","name":"grep","arguments":"{\"q\":\"x\"}"}],"usage":{"input_tokens":50,"input_tokens_details":{"cached_tokens":10},"output_tokens":30,"output_tokens_details":{"reasoning_tokens":12},"total_tokens":80}}}


        """);

    /// <summary>What the standard allows and few upstreams do.</summary>
    public static readonly byte[] Odd = Encoding.UTF8.GetBytes(
        "\uFEFFdata: first\ndata: second\ndata\ndata:third\n\n:c\n\n\nevent:x\nevent: y\nid: 7\nretry: 10\ndata:  two spaces\n\nevent: lonely\n\nunknown: f\n:inside\ndata:\n\ndata: tail");

    public static TheoryData<string> Names => ["chat", "messages", "responses", "odd"];

    public static byte[] Get(string name) => name switch
    {
        "chat" => Chat,
        "messages" => Messages,
        "responses" => Responses,
        _ => Odd,
    };
}
