namespace Switchyard.Model.Revisions;

/// <summary>An object of a configuration that is made into data only when somebody looks: of two configurations most objects are the same instance.</summary>
internal sealed record ContentEntry(string Section, string Name, object Source, Func<ContentObject> Open);
