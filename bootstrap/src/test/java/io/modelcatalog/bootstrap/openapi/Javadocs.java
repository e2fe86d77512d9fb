package io.modelcatalog.bootstrap.openapi;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** What the sources say of types, methods and the components of records, as Markdown. */
final class Javadocs {
  private final Map<String, String> byName = new HashMap<>();

  private Javadocs() {}

  /** Reads all sources below a folder, without compiling them. */
  static Javadocs of(Path sources) throws IOException {
    Javadocs docs = new Javadocs();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (Stream<Path> files = Files.walk(sources);
        var manager = compiler.getStandardFileManager(null, null, null)) {
      List<Path> java = files.filter(file -> file.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(java));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        docs.scan(unit, trees);
      }
    }
    return docs;
  }

  /** Of a type. */
  Optional<String> of(Class<?> type) {
    return Optional.ofNullable(byName.get(type.getCanonicalName()));
  }

  /** Of a method, or of a component of a record. */
  Optional<String> of(Class<?> type, String member) {
    return Optional.ofNullable(byName.get(type.getCanonicalName() + "#" + member));
  }

  private void scan(CompilationUnitTree unit, DocTrees trees) {
    new TreePathScanner<Void, String>() {
      @Override
      public Void visitClass(ClassTree type, String outer) {
        String name = outer + "." + type.getSimpleName();
        DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
        if (comment != null) {
          byName.put(name, text(comment.getFullBody()));
          for (DocTree tag : comment.getBlockTags()) {
            if (tag instanceof ParamTree parameter && !parameter.isTypeParameter()) {
              byName.put(
                  name + "#" + parameter.getName().getName(), text(parameter.getDescription()));
            }
          }
        }
        return super.visitClass(type, name);
      }

      @Override
      public Void visitMethod(MethodTree method, String type) {
        DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
        if (comment != null) {
          byName.putIfAbsent(type + "#" + method.getName(), text(comment.getFullBody()));
        }
        return null;
      }
    }.scan(unit, unit.getPackageName().toString());
  }

  private static String text(List<? extends DocTree> body) {
    StringBuilder text = new StringBuilder();
    for (DocTree part : body) {
      switch (part) {
        case TextTree plain -> text.append(plain.getBody());
        case LiteralTree code -> text.append('`').append(code.getBody().getBody()).append('`');
        case LinkTree link -> text.append('`').append(link.getReference()).append('`');
        case EntityTree entity -> text.append(entity);
        case StartElementTree paragraph ->
            text.append(paragraph.getName().contentEquals("p") ? "\n\n" : "");
        case EndElementTree end -> {}
        default -> text.append(part);
      }
    }
    return text.toString()
        .replaceAll("[ \\t]*\\n[ \\t]*(?!\\n)", "\n")
        .replaceAll("(?<!\\n)\\n(?!\\n)", " ")
        .replaceAll("\\n{3,}", "\n\n")
        .replaceAll("\\n\\n +", "\n\n")
        .strip();
  }
}
