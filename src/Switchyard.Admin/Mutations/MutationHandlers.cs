using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Switchyard.Admin.Options;
using Switchyard.Admin.Requests;

namespace Switchyard.Admin.Mutations;

/// <summary>The steps that every mutating route shares: read the body strictly, make the change, answer.</summary>
internal static class MutationHandlers
{
    /// <summary>Makes a mutation with a JSON body.</summary>
    public static async Task<IResult> MutateAsync<TRequest, T>(
        HttpContext context,
        AdminOptions options,
        Func<JsonElement, TRequest> read,
        JsonTypeInfo<T> json,
        Func<TRequest, MutationOptions, Task<MutationResult<T>>> mutate)
        where T : class
    {
        using var body = await JsonBody.ReadAsync(context, options.MaxBodyBytes, context.RequestAborted);
        var how = MutationRequest.Read(context, body.Hash);
        return new MutationAnswer<T>(await mutate(read(body.Root), how), json);
    }

    /// <summary>Makes a mutation whose JSON body may be left out, which means an empty object.</summary>
    public static Task<IResult> MutateOptionalAsync<TRequest, T>(
        HttpContext context,
        AdminOptions options,
        Func<JsonElement, TRequest> read,
        JsonTypeInfo<T> json,
        Func<TRequest, MutationOptions, Task<MutationResult<T>>> mutate)
        where T : class =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } && context.Request.ContentType is null
            ? MutateAsync(context, json, how => mutate(read(JsonElement.Parse("{}"u8)), how))
            : MutateAsync(context, options, read, json, mutate);

    /// <summary>Makes a mutation that takes no body.</summary>
    public static async Task<IResult> MutateAsync<T>(HttpContext context, JsonTypeInfo<T> json, Func<MutationOptions, Task<MutationResult<T>>> mutate)
        where T : class =>
        new MutationAnswer<T>(await mutate(MutationRequest.Read(context, [])), json);
}
